/** Which service and which bucket a request is for: hosts, targets, forms, and services that are not there yet. */
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DynamoDBStreamsClient, ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import { DescribeFileSystemsCommand, EFSClient } from "@aws-sdk/client-efs";
import { DescribeDBInstancesCommand, RDSClient } from "@aws-sdk/client-rds";
import { ListStorageLensGroupsCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import { localNames, type NamedConfig } from "../../support/local-names.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exchange, requestBytes, sendSigned, signRequest, xmlText } from "../../support/raw-http.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let s3: S3Client;

beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
  for (const Bucket of ["hosted", "dotted.name.bucket"]) {
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "a/b c", Body: `in ${Bucket}` }));
  }
});
afterAll(() => server.close());

function hostedConfig(): TestServer["clientConfig"] & NamedConfig & { forcePathStyle: boolean } {
  return { ...server.clientConfig, ...localNames(server), forcePathStyle: false } as never;
}

describe("S3 hosts", () => {
  test.each([
    ["hosted.localhost", "hosted"],
    ["hosted.localhost:5253", "hosted"],
    ["hosted.s3.localhost", "hosted"],
    ["hosted.s3.us-east-1.localhost", "hosted"],
    ["hosted.s3.amazonaws.com", "hosted"],
    ["hosted.s3.us-east-1.amazonaws.com", "hosted"],
    ["hosted.s3-us-east-1.amazonaws.com", "hosted"],
    ["hosted.s3.dualstack.us-east-1.amazonaws.com", "hosted"],
    ["hosted.s3.localhost.localstack.cloud:4566", "hosted"],
    ["HOSTED.S3.LOCALHOST", "hosted"],
    ["dotted.name.bucket.s3.localhost", "dotted.name.bucket"],
    ["dotted.name.bucket.localhost", "dotted.name.bucket"],
  ])("%s names the bucket %s, and the signature is over the path as sent", async (host, bucket) => {
    const answer = await sendSigned(server, { path: "/a/b%20c", headers: { host } });
    expect(answer).toMatchObject({ status: 200, body: `in ${bucket}` });
  });

  test.each([
    "localhost",
    "127.0.0.1:1",
    "[::1]:5253",
    "s3.localhost",
    "s3.us-east-1.localhost",
    "s3.amazonaws.com",
    "s3.localhost.localstack.cloud",
    "lakebed",
    "nas.example.org",
  ])("%s names no bucket: the path does", async (host) => {
    const answer = await sendSigned(server, { path: "/hosted/a/b%20c", headers: { host } });
    expect(answer).toMatchObject({ status: 200, body: "in hosted" });
  });

  test("the root of a bucket's host lists it", async () => {
    const { status, body } = await sendSigned(server, {
      path: "/",
      query: { "list-type": "2" },
      headers: { host: "hosted.s3.localhost" },
    });
    expect([status, xmlText(body, "Name"), xmlText(body, "Key")]).toEqual([200, "hosted", "a/b c"]);
  });

  test("the SDK's virtual-host addressing works on localhost", async () => {
    const hosted = new S3Client(hostedConfig());
    const { Body } = await hosted.send(new GetObjectCommand({ Bucket: "hosted", Key: "a/b c" }));
    expect(await Body?.transformToString()).toBe("in hosted");
    const { Contents } = await hosted.send(new ListObjectsV2Command({ Bucket: "hosted" }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(["a/b c"]);
    hosted.destroy();
  });
});

describe("services that are planned answer in their own words, never as S3", () => {
  const notThere = (promise: Promise<unknown>): Promise<unknown> =>
    expectServiceError(promise, { name: "NotImplemented", status: 501, message: /does not exist yet/ });

  test("JSON: DynamoDB Streams", async () => {
    await notThere(server.client(DynamoDBStreamsClient).send(new ListStreamsCommand({})));
  });

  test("query: RDS", async () => {
    await notThere(server.client(RDSClient).send(new DescribeDBInstancesCommand({})));
  });

  test("EC2 query", async () => {
    await notThere(server.client(EC2Client).send(new DescribeInstancesCommand({})));
  });

  test("REST JSON: EFS", async () => {
    await notThere(server.client(EFSClient).send(new DescribeFileSystemsCommand({})));
  });

  test("S3 Control, which signs as S3 does", async () => {
    const control = new S3ControlClient(hostedConfig());
    const call = control.send(new ListStorageLensGroupsCommand({ AccountId: server.accountId }));
    await expectServiceError(call, { name: "NotImplemented", status: 501, message: /Storage Lens/ });
    control.destroy();
  });
});

describe("marks", () => {
  const identity = "Action=GetCallerIdentity&Version=2011-06-15";
  const form = { "content-type": "application/x-www-form-urlencoded" };

  test("a service that nobody knows is refused by name", async () => {
    const { status, body } = await sendSigned(server, { path: "/x" }, { service: "lambda" });
    expect(status).toBe(501);
    expect(body).toContain("lambda");
  });

  test("a target that nobody knows is refused in JSON", async () => {
    const head =
      "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Kinesis_20131202.ListStreams\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}";
    const { status, headers, body } = await exchange(server, head);
    expect([status, headers.get("content-type")]).toEqual([501, "application/x-amz-json-1.1"]);
    expect(JSON.parse(body)).toMatchObject({ __type: "NotImplemented" });
  });

  test("the signing name decides even when the host names another service", async () => {
    const { body } = await sendSigned(
      server,
      { method: "POST", path: "/", headers: { ...form, host: "iam.localhost" }, body: identity },
      { service: "sts" },
    );
    expect(xmlText(body, "Account")).toBe("123456789012");
  });

  test("an unsigned call is told apart by the version in its body", async () => {
    const post = (body: string): Promise<{ status: number; body: string }> =>
      exchange(
        server,
        `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    expect(xmlText((await post(identity)).body, "Code")).toBe("MissingAuthenticationToken");
    expect(xmlText((await post("Action=DescribeDBInstances&Version=2014-10-31")).body, "Code")).toBe("NotImplemented");
  });

  test("an unknown operation of a known service is refused in its words", async () => {
    const call = { method: "POST", path: "/", headers: form, body: "Action=MakeCoffee&Version=2011-06-15" };
    const { status, body } = await sendSigned(server, call, { service: "sts" });
    expect([status, xmlText(body, "Code")]).toEqual([400, "InvalidAction"]);
  });

  test("an absolute request target is read like its path", async () => {
    const message = await signRequest(server, { path: "/hosted/a/b%20c" });
    const bytes = requestBytes(message).toString("latin1").replace("GET /", `GET http://127.0.0.1:${server.port}/`);
    expect(await exchange(server, bytes)).toMatchObject({ status: 200, body: "in hosted" });
  });
});
