import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createHeaders, streamOf } from "../../../kit/http.ts";
import { CHECKSUM_ALGORITHMS, checksumHeader, checksumOf } from "./algorithms.ts";
import { parseDeclaredDigests } from "./declared.ts";
import { verifyBody } from "./verified-body.ts";

const BYTES = new TextEncoder().encode("the quick brown fox");
const NO_TRAILERS = new Map<string, string>();

async function read(fields: Record<string, string>, trailers: ReadonlyMap<string, string> = NO_TRAILERS) {
  const declared = parseDeclaredDigests(createHeaders(Object.entries(fields)));
  const body = await verifyBody(streamOf(BYTES), { declared, algorithms: ["CRC64NVME"], trailers });
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.stream) chunks.push(chunk);
  return { bytes: Buffer.concat(chunks), digests: body.digests() };
}

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
