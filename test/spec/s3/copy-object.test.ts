import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
let source: string;
beforeAll(async () => {
  fixture = await startS3();
  source = `${fixture.bucket}/source`;
  await fixture.s3.send(
    new PutObjectCommand({
      Bucket: fixture.bucket,
      Key: "source",
      Body: "source bytes",
      ContentType: "text/csv",
      CacheControl: "no-cache",
      Metadata: { owner: "ml" },
      Tagging: "stage=raw",
      StorageClass: "STANDARD_IA",
      WebsiteRedirectLocation: "/other",
      ChecksumAlgorithm: "SHA1",
    }),
  );
});
afterAll(() => fixture.close());

const copy = (input: Partial<CopyObjectCommandInput> = {}) =>
  fixture.s3.send(new CopyObjectCommand({ Bucket: fixture.bucket, Key: "copy", CopySource: source, ...input }));
const head = (Key = "copy", Bucket = fixture.bucket) =>
  fixture.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));
const read = async (Key = "copy", Bucket = fixture.bucket) =>
  textOf((await fixture.s3.send(new GetObjectCommand({ Bucket, Key }))).Body);
const tags = async (Key = "copy") =>
  (await fixture.s3.send(new GetObjectTaggingCommand({ Bucket: fixture.bucket, Key }))).TagSet;
const md5 = (bytes: string | Uint8Array) => `"${createHash("md5").update(bytes).digest("hex")}"`;

/** An object of two parts. */
async function putInParts(Key: string): Promise<Buffer> {
  const name = { Bucket: fixture.bucket, Key };
  const bodies = [Buffer.alloc(5 * 1024 * 1024, "a"), Buffer.from("end")];
  const { UploadId } = await fixture.s3.send(
    new CreateMultipartUploadCommand({ ...name, ChecksumAlgorithm: "SHA256" }),
  );
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const part = await fixture.s3.send(
      new UploadPartCommand({ ...name, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm: "SHA256" }),
    );
    Parts.push({ PartNumber: index + 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 });
  }
  await fixture.s3.send(new CompleteMultipartUploadCommand({ ...name, UploadId, MultipartUpload: { Parts } }));
  return Buffer.concat(bodies);
}

describe("behaviour", () => {
  test("copies bytes, headers, metadata and tags; not storage class and redirect", async () => {
    const { CopyObjectResult } = await copy();
    expect(CopyObjectResult).toMatchObject({
      ETag: md5("source bytes"),
      LastModified: expect.any(Date),
      ChecksumType: "FULL_OBJECT",
    });
    expect(CopyObjectResult?.ChecksumSHA1).toBe(createHash("sha1").update("source bytes").digest("base64"));
    expect(await read()).toBe("source bytes");
    expect(await tags()).toEqual([{ Key: "stage", Value: "raw" }]);
    const found = await head();
    expect(found).toMatchObject({ ContentType: "text/csv", CacheControl: "no-cache", Metadata: { owner: "ml" } });
    expect(found.StorageClass).toBeUndefined();
    expect(found.WebsiteRedirectLocation).toBeUndefined();
  });

  test("the copy lives on when the source is deleted", async () => {
    const Body = Buffer.alloc(300_000, "z");
    await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "short-lived", Body }));
    await copy({ Key: "heir", CopySource: `${fixture.bucket}/short-lived` });
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: fixture.bucket, Key: "short-lived" }));
    expect((await read("heir")).length).toBe(300_000);
  });

  test("with directive REPLACE metadata is the request's", async () => {
    await copy({ MetadataDirective: "REPLACE", ContentType: "text/plain", Metadata: { owner: "other" } });
    const found = await head();
    expect(found).toMatchObject({ ContentType: "text/plain", Metadata: { owner: "other" } });
    expect(found.CacheControl).toBeUndefined();
    await copy({ MetadataDirective: "REPLACE" });
    expect((await head()).Metadata).toEqual({});
  });

  test("without it the request's metadata is ignored", async () => {
    await copy({ ContentType: "text/plain", Metadata: { owner: "other" } });
    expect(await head()).toMatchObject({ ContentType: "text/csv", Metadata: { owner: "ml" } });
  });

  test("tags follow their own directive", async () => {
    await copy({ TaggingDirective: "REPLACE", Tagging: "stage=curated" });
    expect(await tags()).toEqual([{ Key: "stage", Value: "curated" }]);
    await copy({ TaggingDirective: "COPY", Tagging: "stage=curated" });
    expect(await tags()).toEqual([{ Key: "stage", Value: "raw" }]);
  });

  test("storage class and redirect are the request's", async () => {
    await copy({ StorageClass: "GLACIER_IR", WebsiteRedirectLocation: "/new" });
    expect(await head()).toMatchObject({ StorageClass: "GLACIER_IR", WebsiteRedirectLocation: "/new" });
  });

  test("another checksum can be asked for", async () => {
    const { CopyObjectResult } = await copy({ ChecksumAlgorithm: "SHA256" });
    expect(CopyObjectResult?.ChecksumSHA256).toBe(createHash("sha256").update("source bytes").digest("base64"));
    expect(CopyObjectResult?.ChecksumSHA1).toBeUndefined();
  });

  test("the copy of a multipart object is one piece, with a plain ETag and a checksum of the whole", async () => {
    const bytes = await putInParts("parts");
    const { CopyObjectResult } = await copy({ Key: "whole", CopySource: `${fixture.bucket}/parts` });
    expect(CopyObjectResult).toMatchObject({
      ETag: md5(bytes),
      ChecksumSHA256: createHash("sha256").update(bytes).digest("base64"),
      ChecksumType: "FULL_OBJECT",
    });
    const got = await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "whole", PartNumber: 1 }));
    expect(got.PartsCount).toBeUndefined();
    expect(got.ContentLength).toBe(bytes.length);
  });

  test("a version can be the source, and both versions are named", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const first = await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "first" }));
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "second" }));
    const restored = await copy({ Bucket, Key: "k", CopySource: `${Bucket}/k?versionId=${first.VersionId}` });
    expect(restored.CopySourceVersionId).toBe(first.VersionId);
    expect(restored.VersionId).toMatch(/^.{32}$/);
    expect(await read("k", Bucket)).toBe("first");
  });

  test("keys with every kind of character can be sources", async () => {
    for (const key of ["a b", "a+b", "ü/🪣", "what?versionId=1", "50%"]) {
      await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: key, Body: key }));
      await copy({ Key: "named", CopySource: `${fixture.bucket}/${encodeURIComponent(key)}` });
      expect(await read("named")).toBe(key);
    }
  });

  test("the source may be in another Region", async () => {
    const Bucket = uniqueBucket();
    await fixture.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    await fixture.client({ region: "eu-west-1" }).send(new PutObjectCommand({ Bucket, Key: "k", Body: "from afar" }));
    await copy({ CopySource: `${Bucket}/k` });
    expect(await read()).toBe("from afar");
  });
});

describe("conditions", () => {
  test("on the source pass or are 412", async () => {
    const { ETag, LastModified } = await head("source");
    const later = new Date((LastModified?.getTime() ?? 0) + 10_000);
    await copy({ CopySourceIfMatch: ETag });
    await copy({ CopySourceIfNoneMatch: '"other"' });
    await copy({ CopySourceIfUnmodifiedSince: later });
    expect(await refusalOf(copy({ CopySourceIfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
      fields: { Condition: "x-amz-copy-source-If-Match" },
    });
    expect(await refusalOf(copy({ CopySourceIfNoneMatch: ETag }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await refusalOf(copy({ CopySourceIfModifiedSince: later }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
  });

  test("on the destination are those of PutObject", async () => {
    await copy({ Key: "new", IfNoneMatch: "*" });
    expect(await refusalOf(copy({ Key: "new", IfNoneMatch: "*" }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    await copy({ Key: "new", IfMatch: md5("source bytes") });
    expect(await refusalOf(copy({ Key: "new", IfMatch: '"other"' }))).toMatchObject({
      code: "PreconditionFailed",
      status: 412,
    });
    expect(await refusalOf(copy({ Key: "never", IfMatch: '"other"' }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
  });
});

describe("errors", () => {
  test("a copy onto itself must change something", async () => {
    const { ETag } = await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "self", Body: "s" }));
    const onto = { Key: "self", CopySource: `${fixture.bucket}/self` };
    expect(await refusalOf(copy(onto))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    });
    const changed = await copy({ ...onto, MetadataDirective: "REPLACE", Metadata: { now: "different" } });
    expect(changed.CopyObjectResult?.ETag).toBe(ETag);
    expect((await head("self")).Metadata).toEqual({ now: "different" });
    expect(await read("self")).toBe("s");
    await copy({ ...onto, StorageClass: "STANDARD_IA" });
  });

  test("an absent source bucket or key", async () => {
    expect(await refusalOf(copy({ CopySource: `${uniqueBucket()}/k` }))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
    expect(await refusalOf(copy({ CopySource: `${fixture.bucket}/absent` }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
    const CopySource = `${source}?versionId=${"x".repeat(32)}`;
    expect(await refusalOf(copy({ CopySource }))).toMatchObject({ code: "NoSuchVersion", status: 404 });
  });

  test("a delete marker is no source", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await refusalOf(copy({ CopySource: `${Bucket}/k` }))).toMatchObject({ code: "NoSuchKey", status: 404 });
    expect(await refusalOf(copy({ CopySource: `${Bucket}/k?versionId=${VersionId}` }))).toMatchObject({
      code: "InvalidRequest",
      status: 400,
      message: "The source of a copy request may not specifically refer to a delete marker by version id.",
    });
  });

  test.each([
    [{ CopySource: "no-slash" }, "InvalidArgument"],
    [{ MetadataDirective: "MERGE" }, "InvalidArgument"],
    [{ TaggingDirective: "MERGE" }, "InvalidArgument"],
    [{ ACL: "public-read" }, "AccessControlListNotSupported"],
    [{ ChecksumAlgorithm: "CRC1" }, "InvalidRequest"],
  ])("%j is refused", async (input, code) => {
    expect(await refusalOf(copy(input as Partial<CopyObjectCommandInput>))).toMatchObject({ code, status: 400 });
  });

  test("an absent destination bucket is NoSuchBucket", async () => {
    expect(await refusalOf(copy({ Bucket: uniqueBucket() }))).toMatchObject({ code: "NoSuchBucket", status: 404 });
  });
});
