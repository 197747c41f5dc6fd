/** S3's claims about who may do what, shown through unmodified clients. */
import { Agent } from "node:https";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let s3: S3Client;
beforeAll(async () => {
  server = await startTestServer();
  s3 = server.client(S3Client);
});
afterAll(() => server.close());

const policy = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const DENIED = { name: "AccessDenied", $metadata: { httpStatusCode: 403 } };

async function bucketWithKey(Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
}

/** S3 as the root-like role of a new member account of this organization. */
async function s3OfAnotherAccount(): Promise<{ readonly s3: S3Client; readonly accountId: string }> {
  const organizations = server.client(OrganizationsClient);
  await organizations.send(new CreateOrganizationCommand({}));
  const started = await organizations.send(
    new CreateAccountCommand({ AccountName: "partner", Email: "partner@example.com" }),
  );
  const CreateAccountRequestId = started.CreateAccountStatus?.Id;
  const made = await organizations.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
  const accountId = made.CreateAccountStatus?.AccountId ?? "";
  const iam = server.client(IAMClient);
  await iam.send(new CreateUserCommand({ UserName: "visitor" }));
  const role = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
  const may = policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: role });
  await iam.send(new PutUserPolicyCommand({ UserName: "visitor", PolicyName: "visit", PolicyDocument: may }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "visitor" }));
  const keys = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  const sts = new STSClient({ ...server.clientConfig, credentials: keys });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "claims" }));
  sts.destroy();
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  return { s3: new S3Client({ ...server.clientConfig, credentials }), accountId };
}

test("S3-8 a bucket policy makes a bucket public, forces encryption at upload, and admits another account", async () => {
  await bucketWithKey("claim-public");
  const url = `${server.endpoint}/claim-public/k`;
  expect((await fetch(url)).status).toBe(403);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: "claim-public" }));
  const everybody = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::claim-public/*",
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket: "claim-public", Policy: policy(everybody) }));
  expect(await (await fetch(url)).text()).toBe("body");
  expect((await fetch(url, { method: "DELETE" })).status).toBe(403);

  await bucketWithKey("claim-sealed");
  const unsealed = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:PutObject",
    Resource: "arn:aws:s3:::claim-sealed/*",
    Condition: { Null: { "s3:x-amz-server-side-encryption": "true" } },
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket: "claim-sealed", Policy: policy(unsealed) }));
  const put = { Bucket: "claim-sealed", Key: "new", Body: "x" };
  await expect(s3.send(new PutObjectCommand(put))).rejects.toMatchObject(DENIED);
  await s3.send(new PutObjectCommand({ ...put, ServerSideEncryption: "AES256" }));

  await bucketWithKey("claim-shared");
  const partner = await s3OfAnotherAccount();
  const get = new GetObjectCommand({ Bucket: "claim-shared", Key: "k" });
  await expect(partner.s3.send(get)).rejects.toMatchObject(DENIED);
  const admitted = {
    Effect: "Allow",
    Principal: { AWS: partner.accountId },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::claim-shared/*",
  };
  await s3.send(new PutBucketPolicyCommand({ Bucket: "claim-shared", Policy: policy(admitted) }));
  expect(await (await partner.s3.send(get)).Body?.transformToString()).toBe("body");
  partner.s3.destroy();
});

test("S3-9 data travels over TLS, and a policy refuses plain HTTP", async () => {
  const overTls = await startTestServer({ tls: true });
  const ca = overTls.running.certificateAuthority?.pem;
  const requestHandler = new NodeHttpHandler({ httpsAgent: new Agent({ ca }) });
  const secure = new S3Client({ ...overTls.clientConfig, requestHandler });
  const Policy = policy({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::claim-tls/*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  });
  for (const client of [s3, secure]) {
    await client.send(new CreateBucketCommand({ Bucket: "claim-tls" }));
    await client.send(new PutObjectCommand({ Bucket: "claim-tls", Key: "k", Body: "body" }));
    await client.send(new PutBucketPolicyCommand({ Bucket: "claim-tls", Policy }));
  }
  const get = new GetObjectCommand({ Bucket: "claim-tls", Key: "k" });
  expect(await (await secure.send(get)).Body?.transformToString()).toBe("body");
  await expect(s3.send(get)).rejects.toMatchObject(DENIED);
  secure.destroy();
  await overTls.close();
});
