/** S3's claims, shown through unmodified clients. */
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeletePublicAccessBlockCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchHost } from "../support/fetch-host.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer();
  s3 = new S3Client({ ...server.clientConfig, forcePathStyle: true });
});

afterAll(async () => {
  s3.destroy();
  await server.close();
});

test("S3-1 a key is the full path, and a bucket name belongs to one owner in the world", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "claim-one" }));
  const key = "datasets/2026/train/part-0.csv";
  await s3.send(new PutObjectCommand({ Bucket: "claim-one", Key: key, Body: "a,b\n1,2\n" }));
  await s3.send(
    new PutObjectCommand({
      Bucket: "claim-one",
      Key: "datasets/2026/train",
      Body: "a key that another key begins with",
    }),
  );
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "claim-one" }));
  expect(Contents?.map((object) => object.Key)).toEqual(["datasets/2026/train", key]);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "claim-one", Key: key }));
  expect(await Body?.transformToString()).toBe("a,b\n1,2\n");
  const elsewhere = new S3Client({ ...server.clientConfig, region: "eu-west-1", forcePathStyle: true });
  const again = elsewhere.send(
    new CreateBucketCommand({ Bucket: "claim-one", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  await expect(again).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou", $metadata: { httpStatusCode: 409 } });
  elsewhere.destroy();
});

test("S3-2 an object may be empty, and a large one is put together from parts without moving a byte", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "claim-two" }));
  await s3.send(new PutObjectCommand({ Bucket: "claim-two", Key: "empty", Body: "" }));
  const empty = await s3.send(new HeadObjectCommand({ Bucket: "claim-two", Key: "empty" }));
  expect(empty.ContentLength).toBe(0);

  const target = { Bucket: "claim-two", Key: "large" };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
  const partBytes = 5 * 1024 * 1024;
  const bodies = [1, 2, 3].map((fill) => new Uint8Array(fill === 3 ? 1000 : partBytes).fill(fill));
  const parts = await Promise.all(
    bodies.map(async (Body, index) => {
      const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: index + 1, Body }));
      return { ETag, PartNumber: index + 1 };
    }),
  );
  await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }));
  const head = await s3.send(new HeadObjectCommand(target));
  expect(head.ContentLength).toBe(2 * partBytes + 1000);
  expect(head.ETag).toMatch(/-3"$/);
  const seam = await s3.send(new GetObjectCommand({ ...target, Range: `bytes=${partBytes - 2}-${partBytes + 1}` }));
  expect([...((await seam.Body?.transformToByteArray()) ?? [])]).toEqual([1, 1, 2, 2]);
});

test("S3-5 a new bucket is private to its owner", async () => {
  await s3.send(new CreateBucketCommand({ Bucket: "claim-five" }));
  await s3.send(new PutObjectCommand({ Bucket: "claim-five", Key: "secret", Body: "x" }));
  for (const path of ["/claim-five", "/claim-five/secret"]) {
    const answer = await fetch(`${server.endpoint}${path}`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Code>AccessDenied</Code>");
  }
});

test("S3-11 an account has at most 100 buckets until the limit is raised", async () => {
  const fresh = await startTestServer();
  const client = new S3Client({ ...fresh.clientConfig, forcePathStyle: true });
  try {
    for (let index = 0; index < 100; index += 1)
      await client.send(new CreateBucketCommand({ Bucket: `claim-eleven-${index}` }));
    const oneMore = client.send(new CreateBucketCommand({ Bucket: "claim-eleven-100" }));
    await expect(oneMore).rejects.toMatchObject({ name: "TooManyBuckets", $metadata: { httpStatusCode: 400 } });
  } finally {
    client.destroy();
    await fresh.close();
  }
  const raised = await startTestServer({ s3BucketQuota: 101 });
  const more = raised.client(S3Client);
  for (let index = 0; index <= 100; index += 1)
    await more.send(new CreateBucketCommand({ Bucket: `claim-raised-${index}` }));
  await raised.close();
});

test("S3-12 a bucket stays in the Region it was made in", async () => {
  const elsewhere = new S3Client({ ...server.clientConfig, region: "eu-central-1", forcePathStyle: true });
  const location = { LocationConstraint: "eu-central-1" } as const;
  await elsewhere.send(new CreateBucketCommand({ Bucket: "claim-twelve", CreateBucketConfiguration: location }));
  const moved = new S3Client({ ...server.clientConfig, region: "eu-west-1", forcePathStyle: true });
  const again = moved.send(
    new CreateBucketCommand({ Bucket: "claim-twelve", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
  );
  await expect(again).rejects.toMatchObject({ name: "BucketAlreadyOwnedByYou" });
  const { LocationConstraint } = await elsewhere.send(new GetBucketLocationCommand({ Bucket: "claim-twelve" }));
  expect(LocationConstraint).toBe("eu-central-1");
  elsewhere.destroy();
  moved.destroy();
});

test("S3-13 a bucket hosts a static website", async () => {
  const Bucket = "claim-site";
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" }, ErrorDocument: { Key: "error.html" } };
  await s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  const put = (Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "text/html" }));
  await put("index.html", "<h1>Models</h1>");
  await put("error.html", "<h1>Not here</h1>");
  const visit = (path: string) => fetchHost(server, `${Bucket}.s3-website.localhost:${server.port}`, path);
  expect(await visit("/")).toMatchObject({ status: 200, text: "<h1>Models</h1>" });
  expect(await visit("/nothing")).toMatchObject({ status: 403, text: "<h1>Not here</h1>" });
});
