import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await startS3();
  const facts = {
    ContentType: "text/csv",
    Metadata: { owner: "ml" },
    Tagging: "a=1&b=2",
    StorageClass: "STANDARD_IA" as const,
  };
  await fixture.s3.send(
    new PutObjectCommand({
      Bucket: fixture.bucket,
      Key: "k",
      Body: "0123456789",
      ChecksumAlgorithm: "SHA256",
      ...facts,
    }),
  );
});
afterAll(() => fixture.close());

const head = (input: Partial<HeadObjectCommandInput> = {}) =>
  fixture.s3.send(new HeadObjectCommand({ Bucket: fixture.bucket, Key: "k", ...input }));

describe("behaviour", () => {
  test("answers what GetObject answers, without the bytes", async () => {
    const found = await head();
    expect(found).toMatchObject({
      ContentLength: 10,
      ContentType: "text/csv",
      Metadata: { owner: "ml" },
      TagCount: 2,
      StorageClass: "STANDARD_IA",
      AcceptRanges: "bytes",
      ETag: '"781e5e245d69b566979b86e28d23f2c7"',
    });
    expect(found.ChecksumSHA256).toBeUndefined();
  });

  test("shows the checksum in checksum mode", async () => {
    const found = await head({ ChecksumMode: "ENABLED" });
    expect(found.ChecksumSHA256).toBe(createHash("sha256").update("0123456789").digest("base64"));
    expect(found.ChecksumType).toBe("FULL_OBJECT");
  });

  test("a range gives the length of the range", async () => {
    const found = await head({ Range: "bytes=2-4" });
    expect(found).toMatchObject({ ContentLength: 3, ContentRange: "bytes 2-4/10" });
    expect(found.$metadata.httpStatusCode).toBe(206);
  });

  test("non-ASCII metadata comes as an RFC 2047 word", async () => {
    const url = await fixture.presign(
      new PutObjectCommand({ Bucket: fixture.bucket, Key: "words", Metadata: { word: "=?UTF-8?B?w4RNw4Ra?=" } }),
      { unhoistableHeaders: new Set(["x-amz-meta-word"]) },
    );
    const answer = await fetch(url, {
      method: "PUT",
      body: "x",
      headers: { "x-amz-meta-word": "=?UTF-8?B?w4RNw4Ra?=" },
    });
    expect(answer.status).toBe(200);
    expect((await head({ Key: "words" })).Metadata).toEqual({ word: "=?UTF-8?B?w4RNw4Ra?=" });
  });
});

describe("errors have no body", () => {
  test("an absent key or bucket is 404", async () => {
    expect(await refusalOf(head({ Key: "absent" }))).toMatchObject({ code: "NotFound", status: 404 });
    expect(await refusalOf(head({ Bucket: uniqueBucket() }))).toMatchObject({ code: "NotFound", status: 404 });
  });

  test("a delete marker is 404 with its header, by id 405", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const refusal = await refusalOf(head({ Bucket }));
    expect(refusal).toMatchObject({
      status: 404,
      headers: { "x-amz-delete-marker": "true", "x-amz-version-id": VersionId },
    });
    expect(await refusalOf(head({ Bucket, VersionId }))).toMatchObject({ status: 405, headers: { allow: "DELETE" } });
  });

  test("failed conditions are 412 and 304", async () => {
    expect((await refusalOf(head({ IfMatch: '"other"' }))).status).toBe(412);
    const { ETag } = await head();
    expect((await refusalOf(head({ IfNoneMatch: ETag }))).status).toBe(304);
  });

  test("an unsatisfiable range is 416", async () => {
    expect((await refusalOf(head({ Range: "bytes=10-" }))).status).toBe(416);
  });
});
