import { createHash } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { createHeaders, streamOf } from "../../../kit/http.ts";
import { silentLog } from "../../../runtime/log.ts";
import { systemRuntime } from "../../../runtime/runtime.ts";
import { openMemoryStorage } from "../../../storage/memory-storage.ts";
import { BLOCK_BYTES } from "../../../storage/block-checksums.ts";
import { SMALL_BYTES_MAX } from "../../../storage/objects.ts";
import { CHECKSUM_ALGORITHMS, checksumHeader, checksumOf } from "./algorithms.ts";
import { parseDeclaredDigests } from "./declared.ts";
import { stageVerified } from "./verified-body.ts";

const BYTES = new TextEncoder().encode("the quick brown fox");
const NO_TRAILERS = new Map<string, string>();

const storage = await openMemoryStorage(systemRuntime(silentLog()));
afterAll(() => storage.close());

interface Given {
  readonly fields: Record<string, string>;
  readonly trailers?: ReadonlyMap<string, string>;
  readonly bytes?: Uint8Array;
}

async function take({ fields, trailers = NO_TRAILERS, bytes = BYTES }: Given) {
  const declared = parseDeclaredDigests(createHeaders(Object.entries(fields)));
  const options = { declared, algorithms: ["CRC64NVME"], trailers } as const;
  const { staged, digests } = await stageVerified(storage.bytes, streamOf(bytes), options);
  const extents = await storage.records.transact((transaction) => staged.commit(transaction));
  const chunks: Uint8Array[] = [];
  for await (const chunk of storage.bytes.read(extents)) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), digests };
}

const read = (fields: Given["fields"], trailers?: ReadonlyMap<string, string>) =>
  take({ fields, ...(trailers === undefined ? {} : { trailers }) });

test.each(CHECKSUM_ALGORITHMS)(
  "a body that keeps its %s promise passes, by header and by trailer",
  async (algorithm) => {
    const value = await checksumOf(algorithm, BYTES);
    const byHeader = await read({ [checksumHeader(algorithm)]: value });
    const byTrailer = await read(
      { "x-amz-trailer": checksumHeader(algorithm) },
      new Map([[checksumHeader(algorithm), value]]),
    );
    for (const { bytes, digests } of [byHeader, byTrailer]) {
      expect(bytes).toEqual(Buffer.from(BYTES));
      expect(digests.sizeBytes).toBe(BYTES.length);
      expect(digests.checksums.get(algorithm)).toBe(value);
      expect(digests.checksums.get("CRC64NVME")).toBe(await checksumOf("CRC64NVME", BYTES));
      expect(Buffer.from(digests.md5)).toEqual(createHash("md5").update(BYTES).digest());
    }
  },
);

test.each(CHECKSUM_ALGORITHMS)(
  "a body that breaks its %s promise fails when it ends, by header and by trailer",
  async (algorithm) => {
    const wrong = await checksumOf(algorithm, new Uint8Array([1]));
    const message = `The ${algorithm} you specified did not match the calculated checksum.`;
    const expected = expect.objectContaining({ code: "BadDigest", status: 400, message });
    await expect(read({ [checksumHeader(algorithm)]: wrong })).rejects.toEqual(expected);
    const trailers = new Map([[checksumHeader(algorithm), wrong]]);
    await expect(read({ "x-amz-trailer": checksumHeader(algorithm) }, trailers)).rejects.toEqual(expected);
  },
);

test("a trailer that is announced and does not come is malformed", async () => {
  await expect(read({ "x-amz-trailer": "x-amz-checksum-crc32" })).rejects.toMatchObject({
    code: "MalformedTrailerError",
  });
});

test("a trailer that is not base64 of the right length is refused", async () => {
  const trailers = new Map([["x-amz-checksum-crc32", "nonsense"]]);
  await expect(read({ "x-amz-trailer": "x-amz-checksum-crc32" }, trailers)).rejects.toMatchObject({
    code: "InvalidRequest",
    message: "Value for x-amz-checksum-crc32 trailing header is invalid.",
  });
});

test("a wrong Content-MD5 fails with both digests", async () => {
  const contentMd5 = createHash("md5").update("else").digest("base64");
  await expect(read({ "content-md5": contentMd5 })).rejects.toMatchObject({
    code: "BadDigest",
    message: "The Content-MD5 you specified did not match what we received.",
    fields: { ExpectedDigest: contentMd5, CalculatedDigest: createHash("md5").update(BYTES).digest("base64") },
  });
});

test.each([0, 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES - 3])(
  "the CRC32 of %i bytes is that of the whole, whatever blocks they are stored in",
  async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 0xff);
    const value = await checksumOf("CRC32", bytes);
    const { digests } = await take({ fields: { [checksumHeader("CRC32")]: value }, bytes });
    expect(digests.checksums.get("CRC32")).toBe(value);
  },
);

test("a body that is not what was declared leaves no bytes behind", async () => {
  const bytes = new Uint8Array(SMALL_BYTES_MAX + 1);
  const count = async (): Promise<number> => {
    let blobs = 0;
    for await (const _ of storage.blobs.list()) blobs += 1;
    return blobs;
  };
  const before = await count();
  const fields = { [checksumHeader("CRC32")]: await checksumOf("CRC32", BYTES) };
  await expect(take({ fields, bytes })).rejects.toMatchObject({ code: "BadDigest" });
  expect(await count()).toBe(before);
  await take({ fields: {}, bytes });
  expect(await count()).toBe(before + 1);
});
