/**
 * What IAM keeps survives a restart, and what must be secret is not on the disk.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { iamAs, makeUser } from "../../support/iam-story.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

test("users, their keys, groups and last uses are there after a restart, and no secret lies on the disk", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "lakebed-iam-"));
  const servers: TestServer[] = [];
  const start = async (): Promise<TestServer> => {
    const server = await startTestServer({ dataDir });
    servers.push(server);
    return server;
  };
  try {
    const first = await start();
    const iam = first.client(IAMClient);
    const credentials = await makeUser(iam, "lasting");
    await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
    const PolicyArn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "lasting" }));
    const before = iamAs(first, credentials);
    const { User } = await before.send(new GetUserCommand({}));
    before.destroy();
    await first.close();

    const second = await start();
    const after = iamAs(second, credentials);
    const AccessKeyId = credentials.accessKeyId;
    // Read by root, so that the use is the one of before.
    const used = await second.client(IAMClient).send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(used.AccessKeyLastUsed?.ServiceName).toBe("iam");
    expect((await after.send(new GetUserCommand({}))).User).toEqual(User);
    after.destroy();
    await second.close();

    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = (text: string): string[] =>
      files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(text)).map(({ name }) => name);
    // The key's id shows that records can be read there.
    expect(holding(credentials.accessKeyId)).not.toEqual([]);
    expect(holding(credentials.secretAccessKey)).toEqual([]);
  } finally {
    for (const server of servers) await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
