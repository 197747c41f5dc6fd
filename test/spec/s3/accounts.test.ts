/** What one account sees of another's buckets: names are global, everything else is private. */
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { refusalOf } from "./fixture.ts";

let server: TestServer;
let owner: S3Client;
let stranger: S3Client;
const Bucket = "owned-bucket";

beforeAll(async () => {
  server = await startTestServer({ openCredentials: true });
  const as = (accessKeyId: string): S3Client =>
    new S3Client({ ...server.clientConfig, credentials: { accessKeyId, secretAccessKey: "any" } });
  owner = as("111122223333");
  stranger = as("999988887777");
  await owner.send(new CreateBucketCommand({ Bucket }));
  await owner.send(new PutObjectCommand({ Bucket, Key: "k", Body: "secret" }));
  await stranger.send(new CreateBucketCommand({ Bucket: "strangers-bucket" }));
});
afterAll(async () => {
  owner.destroy();
  stranger.destroy();
  await server.close();
});

describe("another account", () => {
  test("cannot take a name that is taken", async () => {
    expect(await refusalOf(stranger.send(new CreateBucketCommand({ Bucket })))).toMatchObject({
      code: "BucketAlreadyExists",
      status: 409,
    });
  });

  test("sees its own buckets only, under its own canonical id", async () => {
    const theirs = await stranger.send(new ListBucketsCommand({}));
    const ours = await owner.send(new ListBucketsCommand({}));
    expect(theirs.Buckets?.map((bucket) => bucket.Name)).toEqual(["strangers-bucket"]);
    expect(ours.Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
    expect(theirs.Owner?.ID).not.toBe(ours.Owner?.ID);
  });

  test("may neither read, write, list, delete nor look at the bucket", async () => {
    const requests = [
      () => stranger.send(new GetObjectCommand({ Bucket, Key: "k" })),
      () => stranger.send(new PutObjectCommand({ Bucket, Key: "k", Body: "mine" })),
      () => stranger.send(new DeleteObjectCommand({ Bucket, Key: "k" })),
      () => stranger.send(new ListObjectsV2Command({ Bucket })),
      () => stranger.send(new ListObjectVersionsCommand({ Bucket })),
      () => stranger.send(new GetBucketVersioningCommand({ Bucket })),
      () => stranger.send(new GetBucketLocationCommand({ Bucket })),
      () => stranger.send(new DeleteBucketCommand({ Bucket })),
    ];
    for (const request of requests) {
      expect(await refusalOf(request())).toMatchObject({ code: "AccessDenied", status: 403, message: "Access Denied" });
    }
    expect(await refusalOf(stranger.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 403 });
  });

  test("cannot copy out of the bucket, nor into it", async () => {
    const out = new CopyObjectCommand({ Bucket: "strangers-bucket", Key: "k", CopySource: `${Bucket}/k` });
    expect(await refusalOf(stranger.send(out))).toMatchObject({ code: "AccessDenied", status: 403 });
    await stranger.send(new PutObjectCommand({ Bucket: "strangers-bucket", Key: "own", Body: "x" }));
    const into = new CopyObjectCommand({ Bucket, Key: "k", CopySource: "strangers-bucket/own" });
    expect(await refusalOf(stranger.send(into))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  test("leaves the object as it was", async () => {
    const { Body } = await owner.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(await Body?.transformToString()).toBe("secret");
  });
});

// AWS: names of buckets are no secret (ceph/s3-tests test_object_raw_get_bucket_gone, test_object_raw_get).
test("an anonymous caller is AccessDenied to a bucket that is there, and told when there is none", async () => {
  const refusal = await fetch(`${server.endpoint}/${Bucket}/k`);
  expect(refusal.status).toBe(403);
  expect(await refusal.text()).toContain("<Code>AccessDenied</Code>");
  const absence = await fetch(`${server.endpoint}/no-such-bucket/k`);
  expect(absence.status).toBe(404);
  expect(await absence.text()).toContain("<Code>NoSuchBucket</Code>");
});
