/** What the server's log says of credentials that are not good here, because AWS's words do not say what to do. */
import { IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "../../../src/runtime/log.ts";
import { startTestServer, type TestCredentials, type TestServer } from "../../support/server.ts";

let server: TestServer;
const lines: string[] = [];
beforeAll(async () => {
  server = await startTestServer({
    log: createLog({ level: "info", wallMs: () => 0, write: (line) => lines.push(line) }),
  });
});
afterAll(() => server.close());

const hints = (): readonly Record<string, unknown>[] =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === "credentials refused");

async function refused(credentials: TestCredentials): Promise<void> {
  const config = { ...server.clientConfig, credentials };
  const [s3, iam] = [new S3Client(config), new IAMClient(config)];
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toThrow();
  await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow();
  s3.destroy();
  iam.destroy();
}

test("an access key that nobody has, and a wrong secret, are told once with what to do", async () => {
  await refused({ accessKeyId: "test", secretAccessKey: "test" });
  await refused({ accessKeyId: "test", secretAccessKey: "other" });
  const unknown = { accessKeyId: "test", remedy: expect.stringContaining('eval "$(lakebed env)"') };
  expect(hints()).toMatchObject([
    { ...unknown, code: "InvalidAccessKeyId" },
    { ...unknown, code: "InvalidClientTokenId" },
  ]);
  lines.length = 0;
  const { accessKeyId } = server.credentials;
  await refused({ accessKeyId, secretAccessKey: "a-secret-of-somebody-else" });
  expect(hints()).toMatchObject([{ accessKeyId, code: "SignatureDoesNotMatch" }]);
  expect(JSON.stringify(hints())).not.toContain("a-secret-of-somebody-else");
});
