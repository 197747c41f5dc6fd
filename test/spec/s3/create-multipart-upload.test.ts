import { CreateMultipartUploadCommand, GetObjectTaggingCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3 } from "./fixture.ts";
import { beginUpload, completeUpload, sendPart } from "./multipart-steps.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
});
afterAll(() => fixture.close());

const create = (options: object = {}) =>
  fixture.s3.send(new CreateMultipartUploadCommand({ Bucket: fixture.bucket, Key: "key", ...options }));

describe("beginning a multipart upload", () => {
  test("gives an id that differs each time", async () => {
    const [one, two] = [await create(), await create()];
    expect(one).toMatchObject({ Bucket: fixture.bucket, Key: "key" });
    expect(one.UploadId).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(one.UploadId).not.toBe(two.UploadId);
    expect([one.ChecksumAlgorithm, one.ChecksumType]).toEqual([undefined, undefined]);
  });

  test("keeps headers, metadata, tags and storage class for the object", async () => {
    const upload = await beginUpload(fixture, "facts", {
      ContentType: "text/csv",
      ContentEncoding: "gzip",
      ContentDisposition: "attachment",
      ContentLanguage: "de",
      Metadata: { team: "ml" },
      Tagging: "a=1&b=2",
      StorageClass: "STANDARD_IA",
    });
    await completeUpload(fixture, upload, [await sendPart(fixture, upload, { number: 1, body: "x" })]);
    const head = await fixture.s3.send(new HeadObjectCommand({ Bucket: upload.Bucket, Key: upload.Key }));
    expect(head).toMatchObject({
      ContentType: "text/csv",
      ContentEncoding: "gzip",
      ContentDisposition: "attachment",
      ContentLanguage: "de",
      Metadata: { team: "ml" },
      StorageClass: "STANDARD_IA",
    });
    const { TagSet } = await fixture.s3.send(new GetObjectTaggingCommand({ Bucket: upload.Bucket, Key: upload.Key }));
    expect(TagSet).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ]);
  });

  test.each([
    ["CRC32", undefined, "COMPOSITE"],
    ["CRC32C", undefined, "COMPOSITE"],
    ["CRC64NVME", undefined, "FULL_OBJECT"],
    ["SHA1", undefined, "COMPOSITE"],
    ["XXHASH3", undefined, "COMPOSITE"],
    ["CRC32", "FULL_OBJECT", "FULL_OBJECT"],
    ["CRC32C", "FULL_OBJECT", "FULL_OBJECT"],
    ["SHA512", "COMPOSITE", "COMPOSITE"],
  ] as const)("with %s and type %s answers with type %s", async (ChecksumAlgorithm, ChecksumType, expected) => {
    expect(await create({ ChecksumAlgorithm, ChecksumType })).toMatchObject({
      ChecksumAlgorithm,
      ChecksumType: expected,
    });
  });
});

describe("beginning a multipart upload is refused", () => {
  test("in no bucket", async () => {
    expect(await refusalOf(create({ Bucket: "no-such-bucket-here" }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test("for a key that is too long", async () => {
    expect(await refusalOf(create({ Key: "ü".repeat(513) }))).toMatchObject({ code: "KeyTooLongError", status: 400 });
  });

  test.each([
    ["SHA256", "FULL_OBJECT", "The FULL_OBJECT checksum type cannot be used with the sha256 checksum algorithm."],
    ["MD5", "FULL_OBJECT", "The FULL_OBJECT checksum type cannot be used with the md5 checksum algorithm."],
    ["XXHASH64", "FULL_OBJECT", "The FULL_OBJECT checksum type cannot be used with the xxhash64 checksum algorithm."],
    ["CRC64NVME", "COMPOSITE", "The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm."],
    [
      undefined,
      "COMPOSITE",
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    ],
    ["CRC32", "HALF", "Value for x-amz-checksum-type header is invalid."],
  ])("with algorithm %s and type %s", async (ChecksumAlgorithm, ChecksumType, message) => {
    expect(await refusalOf(create({ ChecksumAlgorithm, ChecksumType }))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message,
    });
  });

  test("with an algorithm that does not exist", async () => {
    expect(await refusalOf(create({ ChecksumAlgorithm: "TEST" }))).toMatchObject({
      code: "InvalidRequest",
      message: expect.stringMatching(/^Checksum algorithm provided is unsupported\./),
    });
  });

  test("with tags, storage class or encryption that cannot be", async () => {
    expect(await refusalOf(create({ Tagging: "a=1&a=2" }))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(create({ StorageClass: "FAKE" }))).toMatchObject({ code: "InvalidStorageClass" });
    expect(await refusalOf(create({ ServerSideEncryption: "aes:kms" as "aws:kms" }))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
    });
  });
});
