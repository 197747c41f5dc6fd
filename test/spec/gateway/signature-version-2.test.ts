/** S3's Signature Version 2 in the Authorization field: taken by servers that are told to, and by S3 alone. */
import { createHmac } from "node:crypto";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, TEST_CREDENTIALS, type TestServer } from "../../support/server.ts";

const Bucket = "version-two";
let server: TestServer;
let s3: S3Client;
beforeAll(async () => {
  server = await startTestServer({ sigv2: true });
  s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "a b", Body: "stored" }));
});
afterAll(() => server.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly secret?: string;
  readonly to?: TestServer;
}

async function send({ method, path, body, secret = TEST_CREDENTIALS.secretAccessKey, to = server }: Sent) {
  const date = new Date().toUTCString();
  const type = body === undefined ? "" : "text/plain";
  const text = `${method}\n\n${type}\n\nx-amz-date:${date}\n${path}`;
  const signature = createHmac("sha1", secret).update(text).digest("base64");
  const headers = {
    "x-amz-date": date,
    authorization: `AWS ${TEST_CREDENTIALS.accessKeyId}:${signature}`,
    ...(body === undefined ? {} : { "content-type": type }),
  };
  const answer = await fetch(`${to.endpoint}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: await answer.text() };
}

test("reads and writes objects", async () => {
  expect(await send({ method: "GET", path: `/${Bucket}/a%20b` })).toEqual({ status: 200, body: "stored" });
  expect((await send({ method: "PUT", path: `/${Bucket}/new`, body: "written" })).status).toBe(200);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "new" }));
  expect(await Body?.transformToString()).toBe("written");
});

test("another secret is refused", async () => {
  const answer = await send({ method: "GET", path: `/${Bucket}/a%20b`, secret: "another-secret" });
  expect(answer.status).toBe(403);
  expect(answer.body).toContain("<Code>SignatureDoesNotMatch</Code>");
});

test("policies know it by s3:signatureversion and s3:authType", async () => {
  const Resource = `arn:aws:s3:::${Bucket}/guarded`;
  const Condition = { StringEquals: { "s3:signatureversion": "AWS", "s3:authType": "REST-HEADER" } };
  const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource, Condition }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "guarded", Body: "1" }));
  await s3.send(new GetObjectCommand({ Bucket, Key: "guarded" }));
  expect((await send({ method: "GET", path: `/${Bucket}/guarded` })).status).toBe(403);
});

test("servers that are not told to take it refuse it as AWS does", async () => {
  const plain = await startTestServer();
  const answer = await send({ method: "GET", path: `/${Bucket}/a%20b`, to: plain });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("Please use AWS4-HMAC-SHA256");
  await plain.close();
});
