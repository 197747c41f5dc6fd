/** SSE-S3: objects sealed with a key that S3 owns. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, withHeaders } from "../fixture.ts";
import { counted, customerKey, md5, MIB, type SealedWorld, startSealedWorld } from "./world.ts";

const SEALED = { ServerSideEncryption: "AES256" } as const;
let world: SealedWorld;
beforeAll(async () => void (world = await startSealedWorld()));
afterAll(() => world.close());

test.each([0, 1, 65_536, 65_537, 3 * MIB + 5])(
  "an object of %d bytes comes back, whole and in ranges",
  async (size) => {
    const body = counted(size);
    const Key = `size-${size}`;
    expect(await world.put(Key, body, SEALED)).toMatchObject({ ...SEALED, ETag: `"${md5(body)}"` });
    const whole = await world.get(Key);
    expect(whole).toMatchObject({ ...SEALED, ContentLength: size, ETag: `"${md5(body)}"` });
    expect(Buffer.compare(whole.bytes, body)).toBe(0);
    if (size < 2) return;
    for (const [first, last] of [
      [0, 0],
      [size - 1, size - 1],
      [size >> 1, size - 1],
      [Math.max(0, 65_535), Math.min(size - 1, 65_540)],
    ] as const) {
      if (first > last) continue;
      const range = await world.get(Key, { Range: `bytes=${first}-${last}` });
      expect(range).toMatchObject({ ...SEALED, ContentRange: `bytes ${first}-${last}/${size}` });
      expect(Buffer.compare(range.bytes, body.subarray(first, last + 1))).toBe(0);
    }
  },
);

test("listings show the object like any other", async () => {
  await world.put("listed", "hello", SEALED);
  const { Contents } = await world.s3.send(new ListObjectsV2Command({ Bucket: world.bucket, Prefix: "listed" }));
  expect(Contents).toMatchObject([{ Key: "listed", Size: 5, ETag: `"${md5("hello")}"` }]);
});

test("HEAD shows it, and reads may not ask for it", async () => {
  await world.put("k", "hello", SEALED);
  const head = () => new HeadObjectCommand({ Bucket: world.bucket, Key: "k" });
  expect(await world.s3.send(head())).toMatchObject({ ...SEALED, ContentLength: 5 });
  const asking = withHeaders(head(), { "x-amz-server-side-encryption": "AES256" });
  expect(await refusalOf(world.s3.send(asking))).toMatchObject({ status: 400 });
  expect(await refusalOf(world.get("k", customerKey("any")))).toMatchObject({
    code: "InvalidRequest",
    message: "The encryption parameters are not applicable to this object.",
  });
});

test.each([
  [
    "an unknown method",
    { ServerSideEncryption: "aes:kms" as "aws:kms" },
    "The encryption method specified is not supported",
  ],
  [
    "a KMS key beside it",
    { ...SEALED, SSEKMSKeyId: "alias/aws/s3" },
    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
  ],
  [
    "a KMS key without a method",
    { SSEKMSKeyId: "alias/aws/s3" },
    "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
  ],
  [
    "a customer's key beside it",
    { ...SEALED, ...customerKey("mine") },
    "Server Side Encryption with Customer provided key is incompatible with the encryption method specified",
  ],
] as const)("%s is InvalidArgument", async (_what, options, message) => {
  const refused = await refusalOf(world.put("refused", "x", options));
  expect(refused).toMatchObject({ code: "InvalidArgument", status: 400, message });
});

describe("on the disk", () => {
  const PLAIN = "a plaintext that must not lie on the disk";
  let dataDir: string;
  beforeAll(async () => void (dataDir = await mkdtemp(join(tmpdir(), "lakebed.sse-"))));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  async function filesWith(text: string): Promise<string[]> {
    const entries = await readdir(dataDir, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const contents = await Promise.all(paths.map(async (path) => ({ path, bytes: await readFile(path) })));
    return contents.filter(({ bytes }) => bytes.includes(text)).map(({ path }) => path);
  }

  test("nothing of the plaintext lies readable, and all is there after a restart", async () => {
    const long = Buffer.from(PLAIN.repeat(5_000));
    const first = await startSealedWorld({ dataDir });
    await first.put("short", PLAIN, SEALED);
    await first.put("long", long, SEALED);
    await first.put("kms", PLAIN, { ServerSideEncryption: "aws:kms" });
    await first.close();
    expect(await filesWith(PLAIN)).toEqual([]);
    const again = await startSealedWorld({ dataDir });
    const Bucket = first.bucket;
    expect((await again.get("short", { Bucket })).bytes.toString()).toBe(PLAIN);
    expect(Buffer.compare((await again.get("long", { Bucket })).bytes, long)).toBe(0);
    expect((await again.get("kms", { Bucket })).bytes.toString()).toBe(PLAIN);
    await again.close();
  });

  test("one flipped bit is an error, and never wrong bytes", async () => {
    const body = counted(4 * MIB);
    const first = await startSealedWorld({ dataDir });
    await first.put("flipped", body, SEALED);
    const blobs = await readdir(dataDir, { recursive: true, withFileTypes: true });
    for (const blob of blobs.filter((entry) => entry.isFile())) {
      const path = join(blob.parentPath, blob.name);
      const bytes = await readFile(path);
      if (bytes.length !== body.length) continue;
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await writeFile(path, bytes);
    }
    expect(await refusalOf(first.get("flipped", { Range: "bytes=0-99" }))).toMatchObject({ status: 500 });
    const elsewhere = await first.get("flipped", { Range: "bytes=65536-131071" });
    expect(Buffer.compare(elsewhere.bytes, body.subarray(65_536, 131_072))).toBe(0);
    await first.close();
  });
});
