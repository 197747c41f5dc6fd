/** `lakebed why`: every refusal can be asked about, by root and by whoever was refused, and by nobody else. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { DecodeAuthorizationMessageCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Refusal } from "../../../src/audit/refusal.ts";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { createLog } from "../../../src/runtime/log.ts";
import { startTestServer, type TestCredentials, type TestServer } from "../../support/server.ts";

let server: TestServer;
let ana: TestCredentials;
let ben: TestCredentials;
const logged: string[] = [];
const dataDir = mkdtempSync(join(tmpdir(), "lakebed-why-"));

async function makeUser(UserName: string, policy?: object): Promise<TestCredentials> {
  const iam = server.client(IAMClient);
  await iam.send(new CreateUserCommand({ UserName }));
  if (policy !== undefined)
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "work", PolicyDocument: JSON.stringify(policy) }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

const ANA = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "List", Effect: "Allow", Action: "s3:ListBucket", Resource: "*" },
    {
      Sid: "TeamOnly",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::lake/*",
      Condition: { StringEquals: { "aws:PrincipalTag/team": "data" } },
    },
    { Sid: "NeverHere", Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::lake/secret/*" },
  ],
};

beforeAll(async () => {
  const log = createLog({ level: "info", wallMs: () => Date.now(), write: (line) => logged.push(line) });
  server = await startTestServer({ log });
  const s3 = server.client(S3Client);
  await s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  // Who may list a bucket is told that a key is absent, so all keys that are refused here are there.
  for (const Key of ["raw/a.csv", "secret/x", "secret/y"])
    await s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "a" }));
  ana = await makeUser("ana", ANA);
  await server.client(IAMClient).send(new TagUserCommand({ UserName: "ana", Tags: [{ Key: "team", Value: "ml" }] }));
  ben = await makeUser("ben");
});
afterAll(async () => {
  await server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The request id of a refused GetObject. */
async function refusedGet(credentials: TestCredentials, key: string): Promise<string> {
  const s3 = new S3Client({ ...server.clientConfig, credentials });
  const error = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: key })).catch((reason: unknown) => reason);
  s3.destroy();
  expect(error).toMatchObject({ name: "AccessDenied" });
  return (error as { $metadata: { requestId: string } }).$metadata.requestId;
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line with the keys in the environment, as a user would. */
async function lakebed(keys: TestCredentials, ...argv: string[]): Promise<Answer> {
  process.env["AWS_ACCESS_KEY_ID"] = keys.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = keys.secretAccessKey;
  delete process.env["AWS_SESSION_TOKEN"];
  const answer = { code: 0, out: "", err: "" };
  const terminal = {
    out: (text: string) => void (answer.out += text),
    err: (text: string) => void (answer.err += text),
    isTerminal: false,
  };
  const port = argv.includes("--port") ? [] : ["--port", String(server.port)];
  answer.code = await runCommandLine([...argv, ...port, "--data-dir", dataDir], terminal);
  return answer;
}

describe("what it says", () => {
  test("who asked for what, every layer, the condition that failed with its value, and the smallest grant", async () => {
    const requestId = await refusedGet(ana, "raw/a.csv");
    const { code, out } = await lakebed(server.credentials, "why", requestId);
    expect(code).toBe(0);
    expect(
      out
        .replace(requestId, "ID")
        .replace(/at \d{4}-.*\./, "at TIME.")
        .replace(/aws-sdk-js.*/, "aws-sdk-js"),
    ).toMatchInlineSnapshot(`
      "Request ID was refused at TIME.

        who   arn:aws:iam::123456789012:user/ana (user)
        what  s3:GetObject
        on    arn:aws:s3:::lake/raw/a.csv
        from  127.0.0.1, aws-sdk-js

      Nothing in the identity policies allows s3:GetObject.

         resource control policies  none applies
         service control policies   none applies
         resource policy            none applies
      -> identity policies          does not allow
         permissions boundary       none applies
         session policies           none applies
         VPC endpoint policy        none applies

      Statements whose conditions did not hold:
        statement 2 "TeamOnly" of user/ana/work would allow, but:
          StringEquals aws:PrincipalTag/team: request has ["ml"], policy wants ["data"]

      This alone would have allowed it:
        add to the identity policies of arn:aws:iam::123456789012:user/ana:
          {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::lake/raw/a.csv"
          }
      "
    `);
  });

  test("the statement that denied, in its own words", async () => {
    const requestId = await refusedGet(ana, "secret/x");
    const { out } = await lakebed(server.credentials, "why", requestId);
    expect(out).toContain('Explicitly denied by statement 3 "NeverHere" of');
    expect(out).toMatch(/-> identity policies +DENIES +statement 3 "NeverHere"/);
    expect(out).toContain('"Resource": "arn:aws:s3:::lake/secret/*"');
    expect(out).toContain('narrow statement 3 "NeverHere"');
  });

  test("a bucket policy's statement names users by their ARNs, as it is shown elsewhere", async () => {
    const s3 = server.client(S3Client);
    const Principal = { AWS: `arn:aws:iam::${server.accountId}:user/ana` };
    const Statement = { Effect: "Deny", Principal, Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/*" };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3.send(new PutBucketPolicyCommand({ Bucket: "lake", Policy }));
    const requestId = await refusedGet(ana, "raw/a.csv");
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: "lake" }));
    const { out } = await lakebed(server.credentials, "why", requestId, "--json");
    const { refusals } = JSON.parse(out) as { refusals: readonly Refusal[] };
    expect(refusals[0]?.remedy?.deciding).toEqual(Statement);
  });

  test("an object of another account is its owner's to give, whatever the bucket's policy says", async () => {
    const open = await startTestServer({ openCredentials: true, s3Defaults: "legacy" });
    const [holder, writer] = ["111122223333", "999988887777"];
    const s3 = (accessKeyId: string): S3Client =>
      new S3Client({ ...open.clientConfig, credentials: { accessKeyId, secretAccessKey: "any" } });
    const Bucket = "shared-lake";
    await s3(holder).send(new CreateBucketCommand({ Bucket }));
    const Statement = { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: `arn:aws:s3:::${Bucket}/*` };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await s3(holder).send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3(writer).send(new PutObjectCommand({ Bucket, Key: "theirs", Body: "x" }));
    await expect(s3(holder).send(new GetObjectCommand({ Bucket, Key: "theirs" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
    const keys = { accessKeyId: holder, secretAccessKey: "any" };
    const { out } = await lakebed(keys, "why", "--last", "--port", String(open.port));
    await open.close();
    expect(out).toMatch(
      /This alone would have allowed it:\n {2}let account 999988887777, which owns the object, grant it by the object's access control list; the bucket's policy can only deny\n/,
    );
  });

  test("--encoded seals it for sts:DecodeAuthorizationMessage, with every layer, the statement that denied and the smallest grant", async () => {
    const requestId = await refusedGet(ana, "secret/x");
    const { out } = await lakebed(ana, "why", requestId, "--encoded");
    const EncodedMessage = out.trim();
    const open = (credentials: TestCredentials) => {
      const sts = new STSClient({ ...server.clientConfig, credentials });
      return sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage })).finally(() => sts.destroy());
    };
    await expect(open(ana)).rejects.toMatchObject({ name: "AccessDenied" });
    const { DecodedMessage = "" } = await open(server.credentials);
    expect(JSON.parse(DecodedMessage)).toMatchObject({
      allowed: false,
      explicitDeny: true,
      matchedStatements: { items: [{ statementId: "NeverHere", effect: "DENY" }] },
      context: {
        principal: { id: expect.stringMatching(/^AIDA/), arn: `arn:aws:iam::${server.accountId}:user/ana` },
        action: "s3:GetObject",
        resource: "arn:aws:s3:::lake/secret/x",
      },
      explanation: {
        layer: "identity-policy",
        layers: expect.arrayContaining([
          expect.objectContaining({ layer: "identity-policy", outcome: "explicit-deny" }),
        ]),
        decidingStatement: ANA.Statement[2],
        smallestGrant: [{ layer: "identity-policy", narrow: { index: 2 } }, { add: { Action: "s3:GetObject" } }],
      },
    });
  });

  test("a boundary in the way is a change of its own", async () => {
    const carl = await makeUser("carl");
    await server.client(IAMClient).send(
      new PutUserPermissionsBoundaryCommand({
        UserName: "carl",
        PermissionsBoundary: "arn:aws:iam::aws:policy/AmazonAthenaFullAccess",
      }),
    );
    const { out } = await lakebed(server.credentials, "why", await refusedGet(carl, "raw/a.csv"), "--json");
    const { refusals } = JSON.parse(out) as { refusals: readonly Refusal[] };
    expect(refusals[0]?.remedy?.changes.map(({ layer }) => layer)).toEqual(["identity-policy", "permissions-boundary"]);
  });

  test("--last is the newest refusal, --json the whole of it", async () => {
    await refusedGet(ana, "secret/y");
    const requestId = await refusedGet(ben, "raw/a.csv");
    const { out } = await lakebed(server.credentials, "why", "--last", "--json");
    expect(JSON.parse(out)).toMatchObject({
      requestId,
      refusals: [
        {
          requestId,
          principal: `arn:aws:iam::${server.accountId}:user/ben`,
          principalType: "user",
          accountId: server.accountId,
          action: "s3:GetObject",
          resource: "arn:aws:s3:::lake/raw/a.csv",
          sourceIp: "127.0.0.1",
          decision: { isAllowed: false, outcome: "implicit-deny", layer: "identity-policy" },
          remedy: {
            changes: [
              {
                layer: "identity-policy",
                add: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::lake/raw/a.csv" },
              },
            ],
          },
        },
      ],
    });
  });

  test("unsigned requests are explained too, to root", async () => {
    const answer = await fetch(`${server.endpoint}/lake/raw/a.csv`);
    const requestId = answer.headers.get("x-amz-request-id") ?? "";
    expect(answer.status).toBe(403);
    expect((await lakebed(server.credentials, "why", requestId)).out).toMatch(/who +anonymous/);
    expect((await lakebed(ben, "why", requestId)).code).toBe(1);
  });
});

describe("who may ask", () => {
  test("whoever was refused may, somebody else may not", async () => {
    const requestId = await refusedGet(ana, "raw/a.csv");
    expect((await lakebed(ana, "why", requestId)).code).toBe(0);
    expect(await lakebed(ben, "why", requestId)).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining(`no policy refused anything to the request ${requestId}`) as string,
    });
    const last = await refusedGet(ben, "raw/a.csv");
    expect(JSON.parse((await lakebed(ana, "why", "--last", "--json")).out)).toMatchObject({ requestId });
    expect(JSON.parse((await lakebed(ben, "why", "--last", "--json")).out)).toMatchObject({ requestId: last });
  });

  test("a wrong key, a wrong signature and no signature are refused", async () => {
    const requestId = await refusedGet(ana, "raw/a.csv");
    const unknown = { accessKeyId: "AKIANOBODYHASTHISKEY", secretAccessKey: "s" };
    expect((await lakebed(unknown, "why", requestId)).err).toContain("UnrecognizedClientException");
    expect((await lakebed({ ...ana, secretAccessKey: "wrong" }, "why", requestId)).err).toContain(
      "InvalidSignatureException",
    );
    const unsigned = await fetch(`${server.endpoint}/_lakebed/why/${requestId}`);
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining("sign this request") as string,
    ]);
  });

  test("a signature for another service does not open the route", async () => {
    const sts = server.client(STSClient);
    const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));
    expect($metadata.httpStatusCode).toBe(200);
    const authorization =
      "AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0";
    const answer = await fetch(`${server.endpoint}/_lakebed/why`, {
      headers: { authorization, "x-amz-date": "20261123T000000Z" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("bad input", () => {
  test("an id that nothing is known of, and one that is no id", async () => {
    for (const id of ["NOSUCHREQUEST000", "../health", "x".repeat(300)]) {
      const { code, out, err } = await lakebed(server.credentials, "why", id);
      expect([code, out, err.split("\n")]).toEqual([
        1,
        "",
        [expect.stringContaining("no policy refused anything") as string, ""],
      ]);
    }
  });

  test("no id, two ids, an id with --last", async () => {
    for (const argv of [[], ["A", "B"], ["A", "--last"]])
      expect(await lakebed(server.credentials, "why", ...argv)).toMatchObject({
        code: 2,
        err: expect.stringContaining("give one request id, or --last") as string,
      });
  });

  test("a server that is not there is one sentence", async () => {
    const answer = { err: "" };
    const terminal = { out: () => {}, err: (text: string) => void (answer.err += text), isTerminal: false };
    expect(await runCommandLine(["why", "A", "--port", "1", "--data-dir", dataDir], terminal)).toBe(2);
    expect(answer.err.trim().split("\n")).toEqual([
      expect.stringContaining("no Lakebed answers at http://127.0.0.1:1"),
    ]);
  });
});

test("the log of the server says once what to type", async () => {
  const dora = await makeUser("dora");
  const first = await refusedGet(dora, "raw/a.csv");
  await refusedGet(dora, "raw/b.csv");
  const hints = logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ principal }) => String(principal).endsWith("user/dora"));
  expect(hints).toMatchObject([
    { level: "info", message: "access denied", action: "s3:GetObject", why: `lakebed why ${first}` },
  ]);
});
