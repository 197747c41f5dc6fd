/** `lakebed policy suggest`: a policy of what was really used, which then allows just that. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DetachUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const clock = systemClock();
const dataDir = mkdtempSync(join(tmpdir(), "lakebed-suggest-"));
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
let server: TestServer;
let s3: S3Client;
let arn: string;

beforeAll(async () => {
  server = await startTestServer({ clock });
  const iam = server.client(IAMClient);
  await server.client(S3Client).send(new CreateBucketCommand({ Bucket: "lake" }));
  const { User } = await iam.send(new CreateUserCommand({ UserName: "pipeline" }));
  arn = User?.Arn ?? "";
  await iam.send(new AttachUserPolicyCommand({ UserName: "pipeline", PolicyArn: ADMIN }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "pipeline" }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  s3 = new S3Client({ ...server.clientConfig, credentials });
});
afterAll(async () => {
  s3.destroy();
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function suggest(...options: string[]): Promise<{ code: number; out: string; err: string }> {
  process.env["AWS_ACCESS_KEY_ID"] = server.credentials.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = server.credentials.secretAccessKey;
  const answer = { code: 0, out: "", err: "" };
  const terminal = {
    out: (text: string) => void (answer.out += text),
    err: (text: string) => void (answer.err += text),
    isTerminal: false,
  };
  const place = ["--port", String(server.port), "--data-dir", dataDir];
  answer.code = await runCommandLine(["policy", "suggest", ...options, ...place], terminal);
  return answer;
}

test("before any use there is nothing to suggest", async () => {
  expect(await suggest("--principal", arn)).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining("used nothing") as string,
  });
});

test("the suggested policy takes the place of the administrator's and allows just what was used", async () => {
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "raw/2026/a.csv", Body: "a" }));
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "raw/2026/b.csv", Body: "b" }));
  await s3
    .send(new GetObjectCommand({ Bucket: "lake", Key: "raw/2026/a.csv" }))
    .then(({ Body }) => Body?.transformToString());
  await s3.send(new ListObjectsV2Command({ Bucket: "lake" }));
  const { out } = await suggest("--principal", arn);
  expect(JSON.parse(out)).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "S3Used1",
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: ["arn:aws:s3:::lake/raw/2026/*"],
      },
      { Sid: "S3Used2", Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::lake"] },
    ],
  });
  const iam = server.client(IAMClient);
  await iam.send(new PutUserPolicyCommand({ UserName: "pipeline", PolicyName: "least", PolicyDocument: out }));
  await iam.send(new DetachUserPolicyCommand({ UserName: "pipeline", PolicyArn: ADMIN }));
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "raw/2026/c.csv", Body: "c" }));
  await expectServiceError(s3.send(new DeleteObjectCommand({ Bucket: "lake", Key: "raw/2026/c.csv" })), {
    name: "AccessDenied",
    status: 403,
  });
});

test("--since leaves out what was used before", async () => {
  clock.advance(8 * 86_400_000);
  expect((await suggest("--principal", arn, "--since", "7d")).code).toBe(1);
  await s3.send(new ListObjectsV2Command({ Bucket: "lake" }));
  const recent = JSON.parse((await suggest("--principal", arn, "--since=7d")).out) as {
    Statement: { Action: unknown }[];
  };
  expect(recent.Statement.map(({ Action }) => Action)).toEqual([["s3:ListBucket"]]);
});

test("what is no principal, no time and no command is said in one sentence", async () => {
  expect(await suggest("--principal", "ana")).toMatchObject({
    code: 1,
    err: expect.stringContaining("the ARN of a user or a role") as string,
  });
  expect(await suggest("--principal", arn, "--since", "soon")).toMatchObject({ code: 2 });
  expect(await suggest()).toMatchObject({ code: 2, err: expect.stringContaining("suggest --principal ARN") as string });
});
