/**
 * Mistakes in policies: every refusal names the element, and with `--strict-policies` actions that no service has are refused too, which AWS takes.
 */
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const TYPO = policyText({ Action: ["s3:GetObject", "s3:GetObjcet"] });

describe("with strict policies", () => {
  let server: TestServer;
  let iam: IAMClient;
  beforeAll(async () => {
    server = await startTestServer({ strictPolicies: true });
    iam = server.client(IAMClient);
  });
  afterAll(() => server.close());

  const REFUSED = {
    name: "MalformedPolicyDocumentException",
    status: 400,
    message: 'Statement[0].Action: "s3:GetObjcet": s3 has no such action; did you mean s3:GetObject?',
  };

  test("a managed or inline policy with an action that no service has is refused", async () => {
    const PolicyDocument = TYPO;
    await expectServiceError(iam.send(new CreatePolicyCommand({ PolicyName: "typo", PolicyDocument })), REFUSED);
    const good = policyText({ Action: ["s3:Get*", "athena:*"] });
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "good", PolicyDocument: good }));
    const version = new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument });
    await expectServiceError(iam.send(version), REFUSED);
    await iam.send(new CreateUserCommand({ UserName: "ann" }));
    const inline = { UserName: "ann", PolicyName: "p", PolicyDocument };
    await expectServiceError(iam.send(new PutUserPolicyCommand(inline)), REFUSED);
  });

  test("so is a trust policy; condition keys are not looked at", async () => {
    const trust = trustText({ Service: "glue.amazonaws.com" });
    const AssumeRolePolicyDocument = trust.replace("sts:AssumeRole", "sts:AssumeRoles");
    const refusal = {
      ...REFUSED,
      message: 'Statement[0].Action: "sts:AssumeRoles": sts has no such action; did you mean sts:AssumeRole?',
    };
    const make = new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument });
    await expectServiceError(iam.send(make), refusal);
    await iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: trust }));
    const update = { RoleName: "r", PolicyDocument: AssumeRolePolicyDocument };
    await expectServiceError(iam.send(new UpdateAssumeRolePolicyCommand(update)), refusal);
    const Condition = { StringEquals: { "aws:PrincipleTag/x": "y" } };
    const PolicyDocument = policyText({ Action: "s3:GetObject", Condition });
    await iam.send(new CreatePolicyCommand({ PolicyName: "key", PolicyDocument }));
  });
});

describe("without", () => {
  let server: TestServer;
  let iam: IAMClient;
  beforeAll(async () => {
    server = await startTestServer({ openCredentials: true });
    iam = server.client(IAMClient);
  });
  afterAll(() => server.close());

  /** What CreatePolicy answers, to the byte: the SDK drops members that it does not know. */
  async function rawAnswer(PolicyDocument: string): Promise<string> {
    const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const scope = `${date.slice(0, 8)}/us-east-1/iam/aws4_request`;
    const answer = await fetch(server.endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Amz-Date": date,
        Authorization: `AWS4-HMAC-SHA256 Credential=${server.accountId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
      },
      body: new URLSearchParams({ Action: "CreatePolicy", Version: "2010-05-08", PolicyName: "bad", PolicyDocument }),
    });
    return answer.text();
  }

  test("an action that no service has is taken, as on AWS", async () => {
    await iam.send(new CreatePolicyCommand({ PolicyName: "typo", PolicyDocument: TYPO }));
  });

  test("a malformed policy is refused in AWS's words, and the error names the element", async () => {
    const document = (statement: object): string =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }, statement],
      });
    const elements = [
      [{ Effect: "Permit", Action: "s3:*", Resource: "*" }, "Statement[1].Effect"],
      [{ Effect: "Allow", Action: "s3:*", Resource: "*", Conditions: {} }, "Statement[1].Conditions"],
      [{ Effect: "Allow", Action: "s3:*", Resource: 5 }, "Statement[1].Resource"],
      [{ Effect: "Allow", Action: "s3", Resource: "*" }, "Statement[1].Action"],
    ] as const;
    for (const [statement, element] of elements)
      expect(await rawAnswer(document(statement))).toContain(`<Element>${element}</Element>`);
    const kms = server.client(KMSClient);
    const Policy = document({ Effect: "Allow", Principal: { AWS: "nobody" }, Action: "kms:*", Resource: "*" });
    await expect(kms.send(new CreateKeyCommand({ Policy }))).rejects.toMatchObject({
      name: "MalformedPolicyDocumentException",
      Element: "Statement[0].Principal",
    });
  });
});
