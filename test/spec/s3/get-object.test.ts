import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf, uniqueBucket, withHeaders } from "./fixture.ts";

const TEXT = "0123456789";
let fixture: S3Fixture;
let etag: string;
let lastModified: Date;

beforeAll(async () => {
  fixture = await startS3();
  const { bucket: Bucket, s3 } = fixture;
  etag =
    (
      await s3.send(
        new PutObjectCommand({ Bucket, Key: "ten", Body: TEXT, ContentType: "text/plain", CacheControl: "no-store" }),
      )
    ).ETag ?? "";
  lastModified = (await get({})).LastModified ?? new Date(0);
  await s3.send(new PutObjectCommand({ Bucket, Key: "empty", Body: "" }));
});
afterAll(() => fixture.close());

const get = (input: Partial<GetObjectCommandInput>) =>
  fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "ten", ...input }));
const before = () => new Date(lastModified.getTime() - 10_000);
const after = () => new Date(lastModified.getTime() + 10_000);

describe("behaviour", () => {
  test("gives the bytes and what is known of them", async () => {
    const got = await get({});
    expect(await textOf(got.Body)).toBe(TEXT);
    expect(got).toMatchObject({
      ContentLength: 10,
      ContentType: "text/plain",
      CacheControl: "no-store",
      AcceptRanges: "bytes",
      ETag: etag,
    });
    expect(got.$metadata.httpStatusCode).toBe(200);
    expect(got.LastModified?.getMilliseconds()).toBe(0);
    expect(got.VersionId).toBeUndefined();
  });

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-100", TEXT, "bytes 0-9/10"],
    ["bytes=5-100", "56789", "bytes 5-9/10"],
  ])("the range %s is 206", async (Range, text, ContentRange) => {
    const got = await get({ Range });
    expect(await textOf(got.Body)).toBe(text);
    expect(got).toMatchObject({ ContentRange, ContentLength: text.length });
    expect(got.$metadata.httpStatusCode).toBe(206);
  });

  test.each(["bytes=0-1,3-4", "bytes=3-1", "lines=0-1"])("the range %s is ignored", async (Range) => {
    const got = await get({ Range });
    expect(await textOf(got.Body)).toBe(TEXT);
    expect(got.$metadata.httpStatusCode).toBe(200);
    expect(got.ContentRange).toBeUndefined();
  });

  test("If-Range is ignored", async () => {
    const command = withHeaders(new GetObjectCommand({ Bucket: fixture.bucket, Key: "ten", Range: "bytes=0-1" }), {
      "if-range": '"other"',
    });
    expect(await textOf((await fixture.s3.send(command)).Body)).toBe("01");
  });

  test("ranges across the blocks of a large object are exact", async () => {
    const Body = Buffer.alloc(3 * 1024 * 1024 + 17);
    for (let index = 0; index < Body.length; index++) Body[index] = (index * 7 + (index >> 8)) & 0xff;
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "large", Body }));
    for (const [first, last] of [
      [0, 0],
      [1_048_575, 1_048_576],
      [70_000, 2_500_000],
      [3_145_700, 3_145_744],
    ] as const) {
      const got = await get({ Key: "large", Range: `bytes=${first}-${last}` });
      const bytes = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
      expect(bytes.equals(Body.subarray(first, last + 1))).toBe(true);
    }
  });

  test("response-* parameters replace the stored headers", async () => {
    const got = await get({
      ResponseContentType: "text/html",
      ResponseCacheControl: "max-age=1",
      ResponseContentDisposition: 'attachment; filename="x y"',
      ResponseContentEncoding: "identity",
      ResponseContentLanguage: "fr",
      ResponseExpires: new Date("2031-02-03T04:05:06Z"),
    });
    expect(got).toMatchObject({
      ContentType: "text/html",
      CacheControl: "max-age=1",
      ContentDisposition: 'attachment; filename="x y"',
      ContentEncoding: "identity",
      ContentLanguage: "fr",
      ExpiresString: "Mon, 03 Feb 2031 04:05:06 GMT",
    });
  });

  test("a read that began sees its version to the end, whatever is written meanwhile", async () => {
    const Body = Buffer.alloc(8 * 1024 * 1024, "a");
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "replaced", Body }));
    const got = await get({ Key: "replaced" });
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "replaced", Body: "b" }));
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: fixture.bucket, Key: "replaced" }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(Body)).toBe(true);
  });
});

describe("parts", () => {
  const first = "a".repeat(5 * 1024 * 1024);
  const second = "b".repeat(10);

  beforeAll(async () => {
    const name = { Bucket: fixture.bucket, Key: "parts" };
    const { UploadId } = await fixture.s3.send(new CreateMultipartUploadCommand(name));
    const Parts = [];
    for (const [index, Body] of [first, second].entries()) {
      const { ETag } = await fixture.s3.send(new UploadPartCommand({ ...name, UploadId, PartNumber: index + 1, Body }));
      Parts.push({ PartNumber: index + 1, ETag });
    }
    await fixture.s3.send(new CompleteMultipartUploadCommand({ ...name, UploadId, MultipartUpload: { Parts } }));
  });

  test("one part is 206 and says how many there are", async () => {
    const got = await get({ Key: "parts", PartNumber: 2 });
    expect(await textOf(got.Body)).toBe(second);
    expect(got).toMatchObject({
      PartsCount: 2,
      ContentLength: 10,
      ContentRange: `bytes ${first.length}-${first.length + 9}/${first.length + 10}`,
    });
    expect(got.$metadata.httpStatusCode).toBe(206);
  });

  test("a range may lie across parts", async () => {
    const got = await get({ Key: "parts", Range: `bytes=${first.length - 2}-${first.length + 1}` });
    expect(await textOf(got.Body)).toBe("aabb");
    expect(got.PartsCount).toBeUndefined();
  });

  test("an object of one piece is its own part 1", async () => {
    const got = await get({ PartNumber: 1 });
    expect(await textOf(got.Body)).toBe(TEXT);
    expect(got.PartsCount).toBeUndefined();
  });

  test("a part that is not there is InvalidPartNumber", async () => {
    expect(await refusalOf(get({ Key: "parts", PartNumber: 3 }))).toMatchObject({
      code: "InvalidPartNumber",
      status: 416,
    });
    expect(await refusalOf(get({ PartNumber: 2 }))).toMatchObject({ code: "InvalidPartNumber", status: 416 });
  });

  test("a part number and a range exclude each other", async () => {
    expect(await refusalOf(get({ PartNumber: 1, Range: "bytes=0-1" }))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
    });
  });
});

describe("checksums", () => {
  test("come only when they are asked for", async () => {
    const quiet = fixture.client({ responseChecksumValidation: "WHEN_REQUIRED" });
    const silent = await quiet.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "ten" }));
    expect(silent.ChecksumCRC32).toBeUndefined();
    expect(silent.ChecksumType).toBeUndefined();
    const asked = await get({ ChecksumMode: "ENABLED" });
    expect(asked.ChecksumCRC32).toMatch(/^[A-Za-z0-9+/]{6}==$/);
    expect(asked.ChecksumType).toBe("FULL_OBJECT");
  });

  test("do not come with a range", async () => {
    const got = await get({ ChecksumMode: "ENABLED", Range: "bytes=0-9" });
    expect(got.ChecksumCRC32).toBeUndefined();
    expect(await textOf(got.Body)).toBe(TEXT);
  });

  test("are CRC64NVME when the client sent none", async () => {
    const silent = fixture.client({ requestChecksumCalculation: "WHEN_REQUIRED" });
    const written = await silent.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "nvme", Body: "123456789" }));
    expect(written).toMatchObject({ ChecksumCRC64NVME: "rosUhgp5mIg=", ChecksumType: "FULL_OBJECT" });
  });
});

describe("conditions", () => {
  test("If-Match and If-Unmodified-Since pass or are 412", async () => {
    await get({ IfMatch: etag });
    await get({ IfMatch: `"other", ${etag}` });
    await get({ IfMatch: "*" });
    await get({ IfUnmodifiedSince: after() });
    expect(await refusalOf(get({ IfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
      fields: { Condition: "If-Match" },
    });
    expect(await refusalOf(get({ IfUnmodifiedSince: before() }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
      fields: { Condition: "If-Unmodified-Since" },
    });
  });

  test("If-None-Match and If-Modified-Since pass or are 304 with the validators", async () => {
    await get({ IfNoneMatch: '"other"' });
    await get({ IfModifiedSince: before() });
    const refusal = await refusalOf(get({ IfNoneMatch: etag }));
    expect(refusal.status).toBe(304);
    expect(refusal.headers).toMatchObject({ etag, "cache-control": "no-store" });
    expect((await refusalOf(get({ IfModifiedSince: lastModified }))).status).toBe(304);
  });

  test("a true If-Match outweighs If-Unmodified-Since", async () => {
    await get({ IfMatch: etag, IfUnmodifiedSince: before() });
  });

  test("a false If-None-Match outweighs If-Modified-Since", async () => {
    expect((await refusalOf(get({ IfNoneMatch: etag, IfModifiedSince: before() }))).status).toBe(304);
    await get({ IfNoneMatch: '"other"', IfModifiedSince: after() });
  });

  test("412 comes before 304", async () => {
    expect((await refusalOf(get({ IfMatch: '"other"', IfNoneMatch: etag }))).status).toBe(412);
  });

  test("conditions come before the range", async () => {
    expect((await refusalOf(get({ IfMatch: '"other"', Range: "bytes=100-" }))).status).toBe(412);
  });
});

describe("errors", () => {
  test("an absent bucket is NoSuchBucket, an absent key NoSuchKey", async () => {
    expect(await refusalOf(get({ Bucket: uniqueBucket() }))).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(await refusalOf(get({ Key: "absent" }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
      message: "The specified key does not exist.",
      fields: { Key: "absent" },
    });
  });

  test.each(["bytes=10-", "bytes=-0"])("the range %s of ten bytes is InvalidRange", async (Range) => {
    expect(await refusalOf(get({ Range }))).toMatchObject({
      code: "InvalidRange",
      status: 416,
      message: "The requested range is not satisfiable",
      fields: { RangeRequested: Range, ActualObjectSize: "10" },
    });
  });

  test("every range of an empty object is InvalidRange, without one it is read", async () => {
    expect(await refusalOf(get({ Key: "empty", Range: "bytes=0-0" }))).toMatchObject({
      code: "InvalidRange",
      status: 416,
    });
    const got = await get({ Key: "empty" });
    expect(got.ContentLength).toBe(0);
    expect(await textOf(got.Body)).toBe("");
  });

  test("a delete marker is 404 and says so; by its version id it is 405", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "1" }));
    const { VersionId } = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const gone = await refusalOf(get({ Bucket, Key: "k" }));
    expect(gone).toMatchObject({
      code: "NoSuchKey",
      status: 404,
      headers: { "x-amz-delete-marker": "true", "x-amz-version-id": VersionId },
    });
    const byId = await refusalOf(get({ Bucket, Key: "k", VersionId }));
    expect(byId).toMatchObject({
      code: "MethodNotAllowed",
      status: 405,
      fields: { Method: "GET", ResourceType: "DeleteMarker" },
    });
    expect(byId.headers).toMatchObject({ "x-amz-delete-marker": "true", allow: "DELETE" });
  });

  test("a version that is not there is NoSuchVersion, one that cannot be is InvalidArgument", async () => {
    expect(await refusalOf(get({ VersionId: "x".repeat(32) }))).toMatchObject({
      code: "NoSuchVersion",
      status: 404,
      message: "The specified version does not exist.",
      fields: { Key: "ten", VersionId: "x".repeat(32) },
    });
    expect(await refusalOf(get({ VersionId: "short" }))).toMatchObject({
      code: "InvalidArgument",
      status: 400,
      message: "Invalid version id specified",
    });
  });

  test("a customer key for an object without one is InvalidRequest", async () => {
    expect(await refusalOf(get({ SSECustomerAlgorithm: "AES256", SSECustomerKey: "k".repeat(32) }))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
    });
  });
});
