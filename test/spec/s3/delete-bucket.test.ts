import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refusalOf, type S3Fixture, startS3, uniqueBucket } from "./fixture.ts";

let fixture: S3Fixture;
beforeAll(async () => void (fixture = await startS3()));
afterAll(() => fixture.close());

describe("behaviour", () => {
  test("an empty bucket goes, and its name is free again", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusalOf(fixture.s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
    const { Buckets = [] } = await fixture.s3.send(new ListBucketsCommand({}));
    expect(Buckets.map((bucket) => bucket.Name)).not.toContain(Bucket);
    await fixture.s3.send(new CreateBucketCommand({ Bucket }));
  });

  test("multipart uploads in progress go with it", async () => {
    const Bucket = await fixture.createBucket();
    for (let index = 0; index < 12; index++) {
      const { UploadId } = await fixture.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: `k${index}` }));
      await fixture.s3.send(new UploadPartCommand({ Bucket, Key: `k${index}`, UploadId, PartNumber: 1, Body: "part" }));
    }
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await refusalOf(fixture.s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
  });
});

describe("errors", () => {
  test("an absent bucket is NoSuchBucket", async () => {
    expect(await refusalOf(fixture.s3.send(new DeleteBucketCommand({ Bucket: uniqueBucket() })))).toMatchObject({
      code: "NoSuchBucket",
      status: 404,
    });
  });

  test("a bucket with an object is BucketNotEmpty", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(await refusalOf(fixture.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      code: "BucketNotEmpty",
      status: 409,
      message: "The bucket you tried to delete is not empty",
      fields: { BucketName: Bucket },
    });
  });

  test("a delete marker alone keeps a bucket", async () => {
    const Bucket = await fixture.createBucket();
    await fixture.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId } = await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(await refusalOf(fixture.s3.send(new DeleteBucketCommand({ Bucket })))).toMatchObject({
      code: "BucketNotEmpty",
    });
    await fixture.s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    await fixture.s3.send(new DeleteBucketCommand({ Bucket }));
  });
});
