import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, textOf } from "./fixture.ts";
import {
  beginUpload,
  completeUpload,
  FIVE_MIB,
  md5Hex,
  multipartEtag,
  sendPart,
  type Upload,
} from "./multipart-steps.ts";

const small = "0123456789";
const large = Buffer.from(Array.from({ length: FIVE_MIB + 100 }, (_, index) => (index * 7) & 0xff));

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
  await put("small", small);
  await put("large", large);
});
afterAll(() => fixture.close());

async function put(key: string, body: string | Uint8Array) {
  return await fixture.s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: key, Body: body }));
}

const copy = (upload: Upload, number: number, options: object = {}) =>
  fixture.s3.send(
    new UploadPartCopyCommand({ ...upload, PartNumber: number, CopySource: `${fixture.bucket}/small`, ...options }),
  );

async function bodyOf(upload: Upload): Promise<Buffer> {
  const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: upload.Bucket, Key: upload.Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe("copying a part", () => {
  test("takes the whole source, and outlives it", async () => {
    await put("short-lived", large);
    const upload = await beginUpload(fixture, "whole");
    const { CopyPartResult } = await copy(upload, 1, { CopySource: `${fixture.bucket}/short-lived` });
    expect(CopyPartResult).toMatchObject({ ETag: `"${md5Hex(large)}"` });
    expect(CopyPartResult?.LastModified).toBeInstanceOf(Date);
    await fixture.s3.send(new DeleteObjectCommand({ Bucket: fixture.bucket, Key: "short-lived" }));
    const completed = await completeUpload(fixture, upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag ?? "" }]);
    expect(completed.ETag).toBe(multipartEtag(large));
    expect((await bodyOf(upload)).equals(large)).toBe(true);
  });

  test("takes a range, both ends included", async () => {
    const upload = await beginUpload(fixture, "range");
    const one = await copy(upload, 1, {
      CopySource: `${fixture.bucket}/large`,
      CopySourceRange: `bytes=1-${FIVE_MIB}`,
    });
    const two = await copy(upload, 2, { CopySourceRange: "bytes=3-5" });
    expect(two.CopyPartResult?.ETag).toBe(`"${md5Hex("345")}"`);
    await completeUpload(fixture, upload, [
      { PartNumber: 1, ETag: one.CopyPartResult?.ETag ?? "" },
      { PartNumber: 2, ETag: two.CopyPartResult?.ETag ?? "" },
    ]);
    expect((await bodyOf(upload)).equals(Buffer.concat([large.subarray(1, FIVE_MIB + 1), Buffer.from("345")]))).toBe(
      true,
    );
  });

  test("takes one part of a multipart source without copying", async () => {
    const source = await beginUpload(fixture, "source of parts");
    const parts = [
      await sendPart(fixture, source, { number: 1, body: large }),
      await sendPart(fixture, source, { number: 2, body: "tail" }),
    ];
    await completeUpload(fixture, source, parts);
    const upload = await beginUpload(fixture, "part of parts");
    const range = `bytes=${large.length}-${large.length + 3}`;
    const { CopyPartResult } = await copy(upload, 1, {
      CopySource: encodeURI(`${fixture.bucket}/source of parts`),
      CopySourceRange: range,
    });
    expect(CopyPartResult?.ETag).toBe(`"${md5Hex("tail")}"`);
    await completeUpload(fixture, upload, [{ PartNumber: 1, ETag: CopyPartResult?.ETag ?? "" }]);
    expect((await bodyOf(upload)).toString()).toBe("tail");
  });

  test("takes the version that is named, and says which", async () => {
    const bucket = await fixture.createBucket();
    await fixture.s3.send(
      new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    const old = await fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "old" }));
    await fixture.s3.send(new PutObjectCommand({ Bucket: bucket, Key: "k", Body: "new" }));
    const upload = await beginUpload(fixture, "of a version");
    const copied = await copy(upload, 1, { CopySource: `${bucket}/k?versionId=${old.VersionId}` });
    expect(copied).toMatchObject({
      CopySourceVersionId: old.VersionId,
      CopyPartResult: { ETag: `"${md5Hex("old")}"` },
    });
  });

  test("brings the checksum of an upload that names one", async () => {
    const upload = await beginUpload(fixture, "checksum", { ChecksumAlgorithm: "SHA256" });
    const { CopyPartResult } = await copy(upload, 1);
    const { Parts } = await fixture.s3.send(new ListPartsCommand(upload));
    expect(CopyPartResult?.ChecksumSHA256).toBe(createHash("sha256").update(small).digest("base64"));
    expect(Parts?.[0]?.ChecksumSHA256).toBe(CopyPartResult?.ChecksumSHA256);
  });

  test("honours conditions on the source", async () => {
    const upload = await beginUpload(fixture, "conditional");
    const etag = `"${md5Hex(small)}"`;
    await copy(upload, 1, { CopySourceIfMatch: etag });
    const failing = [
      [{ CopySourceIfMatch: '"other"' }, "x-amz-copy-source-If-Match"],
      [{ CopySourceIfNoneMatch: etag }, "x-amz-copy-source-If-None-Match"],
      [{ CopySourceIfUnmodifiedSince: new Date("2001-01-01") }, "x-amz-copy-source-If-Unmodified-Since"],
      [{ CopySourceIfModifiedSince: new Date("2100-01-01") }, "x-amz-copy-source-If-Modified-Since"],
    ] as const;
    for (const [condition, name] of failing) {
      expect(await refusalOf(copy(upload, 1, condition))).toMatchObject({
        code: "PreconditionFailed",
        status: 412,
        fields: { Condition: name },
      });
    }
  });
});

describe("copying a part is refused", () => {
  test("for a range that is ill-formed or outside the source", async () => {
    const upload = await beginUpload(fixture, "bad range");
    for (const range of [
      "0-8",
      "bytes=1-0",
      "bytes=-1-",
      "bytes=0--1",
      "bytes=0-1,3-4,7-9",
      "bytes=-",
      "bytes=-0",
      "bytes=1-",
    ]) {
      expect(await refusalOf(copy(upload, 1, { CopySourceRange: range })), range).toMatchObject({
        code: "InvalidArgument",
        fields: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: range },
      });
    }
    expect(await refusalOf(copy(upload, 1, { CopySourceRange: "bytes=0-100" }))).toMatchObject({
      code: "InvalidArgument",
      message: "Range specified is not valid for source object of size: 10",
    });
    expect(await refusalOf(copy(upload, 1, { CopySourceRange: "bytes=100-200" }))).toMatchObject({
      code: "InvalidRequest",
      message: "The specified copy range is invalid for the source object size",
    });
  });

  test("without upload, source bucket or source key", async () => {
    const upload = await beginUpload(fixture, "missing");
    expect(await refusalOf(copy({ ...upload, UploadId: "fakeid" }, 1))).toMatchObject({ code: "NoSuchUpload" });
    expect(await refusalOf(copy(upload, 1, { CopySource: "no-such-bucket-here/k" }))).toMatchObject({
      code: "NoSuchBucket",
    });
    expect(await refusalOf(copy(upload, 1, { CopySource: `${fixture.bucket}/nothing` }))).toMatchObject({
      code: "NoSuchKey",
      status: 404,
    });
    expect(await refusalOf(copy(upload, 1, { CopySource: "nonsense" }))).toMatchObject({ code: "InvalidArgument" });
    expect(await refusalOf(copy(upload, 10_001))).toMatchObject({ code: "InvalidArgument" });
  });
});

test("a part can be copied from the very object that the upload replaces", async () => {
  await put("self", "grow ");
  const upload = await beginUpload(fixture, "self");
  const one = await copy(upload, 1, { CopySource: `${fixture.bucket}/self` });
  await completeUpload(fixture, upload, [{ PartNumber: 1, ETag: one.CopyPartResult?.ETag ?? "" }]);
  expect((await bodyOf(upload)).toString()).toBe("grow ");
  expect(
    await textOf((await fixture.s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "small" }))).Body),
  ).toBe(small);
});
