/** sts:GetCallerIdentity through the SDK. */
import { AssumeRootCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let sts: STSClient;

beforeAll(async () => {
  server = await startTestServer();
  sts = server.client(STSClient);
});
afterAll(() => server.close());

describe("behaviour", () => {
  test("GetCallerIdentity names the root user of the account whose key signed", async () => {
    const { Account, Arn, UserId } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn, UserId }).toEqual({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:root",
      UserId: "123456789012",
    });
  });

  test("the answer carries a request id", async () => {
    const { $metadata } = await sts.send(new GetCallerIdentityCommand({}));
    expect($metadata.requestId).toMatch(/^[A-Z0-9]{16}$/);
  });

  test("a client of another Region is answered too", async () => {
    const elsewhere = new STSClient({ ...server.clientConfig, region: "eu-west-1" });
    expect((await elsewhere.send(new GetCallerIdentityCommand({}))).Account).toBe("123456789012");
    elsewhere.destroy();
  });
});

describe("errors", () => {
  test("an unsigned call is refused for want of a token", async () => {
    const answer = await fetch(server.endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain("<Code>MissingAuthenticationToken</Code>");
  });

  test("a key that nobody has is InvalidClientTokenId", async () => {
    const stranger = new STSClient({
      ...server.clientConfig,
      credentials: { accessKeyId: "AKIANOBODYHASTHISKEY", secretAccessKey: "secret" },
    });
    await expectServiceError(stranger.send(new GetCallerIdentityCommand({})), {
      name: "InvalidClientTokenId",
      status: 403,
      message: "The security token included in the request is invalid.",
    });
    stranger.destroy();
  });

  test("a wrong secret is SignatureDoesNotMatch", async () => {
    const wrong = new STSClient({
      ...server.clientConfig,
      credentials: { ...server.credentials, secretAccessKey: "not the secret" },
    });
    await expectServiceError(wrong.send(new GetCallerIdentityCommand({})), {
      name: "SignatureDoesNotMatch",
      status: 403,
      message: /^The request signature we calculated does not match the signature you provided\./,
    });
    wrong.destroy();
  });

  test("an operation that is not there says so and does not pretend", async () => {
    const call = sts.send(
      new AssumeRootCommand({ TargetPrincipal: "123456789012", TaskPolicyArn: { arn: "arn:aws:iam::aws:policy/x" } }),
    );
    await expectServiceError(call, { name: "NotImplemented", status: 501, message: /AssumeRoot: root access to/ });
  });
});
