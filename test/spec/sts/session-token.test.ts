/** Session tokens across processes: what a server sealed, the next one on the same data directory opens. */
import { CreateUserCommand, DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, IdentityWorld, type Keys, keysOf, ROOT_ARN, trust } from "./identity-world.ts";

const dataDir = mkdtempSync(join(tmpdir(), "lakebed-sts-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

let keys: Keys;

test("a session made before a restart acts after it", async () => {
  const before = await IdentityWorld.start({ dataDir });
  const alice = await before.user("alice", allow("sts:AssumeRole"));
  const role = await before.role("maker", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("iam:CreateUser")] });
  const assume = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "lasting" });
  keys = keysOf((await before.sts(alice.keys).send(assume)).Credentials);
  await before.close();

  const after = await IdentityWorld.start({ dataDir });
  expect((await after.sts(keys).send(new GetCallerIdentityCommand({}))).Arn).toMatch(/assumed-role\/maker\/lasting$/);
  await after.as(IAMClient, keys).send(new CreateUserCommand({ UserName: "bob" }));
  await after.close();
});

test("a session whose role is gone is nobody's", async () => {
  const world = await IdentityWorld.start({ dataDir });
  await world.iam.send(new DeleteRolePolicyCommand({ RoleName: "maker", PolicyName: "given" }));
  await world.iam.send(new DeleteRoleCommand({ RoleName: "maker" }));
  await expectServiceError(world.as(IAMClient, keys).send(new CreateUserCommand({ UserName: "carol" })), {
    name: "InvalidClientTokenId",
    status: 403,
  });
  await world.close();
});

test("another data directory knows nothing of it", async () => {
  const elsewhere = await IdentityWorld.start();
  await expectServiceError(elsewhere.sts(keys).send(new GetCallerIdentityCommand({})), {
    name: "InvalidClientTokenId",
    status: 403,
  });
  await elsewhere.close();
});
