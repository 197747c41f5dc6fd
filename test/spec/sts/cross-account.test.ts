/** Roles across accounts: both sides must allow. */
import { CreateRoleCommand, IAMClient, ListUsersCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetAccessKeyInfoCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, keysOf, policy, ROOT_ARN, type TestUser, trust } from "./identity-world.ts";

const OTHER = "222233334444";

let world: IdentityWorld;
let alice: TestUser;
let theirs: IAMClient;

beforeAll(async () => {
  world = await IdentityWorld.start({ openCredentials: true });
  // With open credentials a key of 12 digits is the root user of that account.
  theirs = world.as(IAMClient, { accessKeyId: OTHER, secretAccessKey: "anything" });
  alice = await world.user("alice", allow("sts:AssumeRole", `arn:aws:iam::${OTHER}:role/*`));
});
afterAll(() => world.close());

async function theirRole(name: string, ...statements: readonly object[]): Promise<string> {
  const AssumeRolePolicyDocument = policy(...statements);
  const { Role } = await theirs.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  const PolicyDocument = policy(allow("iam:ListUsers"));
  await theirs.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "given", PolicyDocument }));
  return Role?.Arn ?? "";
}

const assume = (user: TestUser, RoleArn: string, more: object = {}) =>
  world.sts(user.keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "guest", ...more }));
const refused = {
  name: "AccessDenied",
  status: 403,
  message: /is not authorized to perform: sts:AssumeRole on resource/,
};

test("a role that trusts the account is had by whom that account allows it, and acts in its own", async () => {
  const roleArn = await theirRole("guest", trust({ AWS: ROOT_ARN }));
  const keys = keysOf((await assume(alice, roleArn)).Credentials);
  const sts = world.sts(keys);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: OTHER,
    Arn: `arn:aws:sts::${OTHER}:assumed-role/guest/guest`,
  });
  expect((await world.as(IAMClient, keys).send(new ListUsersCommand({}))).Users).toEqual([]);
  const info = new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId });
  const root = world.sts(world.server.credentials);
  expect((await root.send(info)).Account).toBe(OTHER);
  expect((await root.send(new GetAccessKeyInfoCommand({ AccessKeyId: alice.keys.accessKeyId }))).Account).toBe(ACCOUNT);
});

test("trust that names the user is not enough without the user's own permission", async () => {
  const bob = await world.user("bob");
  const roleArn = await theirRole("for-bob", trust({ AWS: bob.arn }));
  await expectServiceError(assume(bob, roleArn), refused);
});

test("the user's own permission is not enough without trust", async () => {
  await expectServiceError(assume(alice, await theirRole("closed", trust({ AWS: OTHER }))), refused);
});

test("an external id keeps a third party from being used by others", async () => {
  const condition = { StringEquals: { "sts:ExternalId": "tenant-1" } };
  const roleArn = await theirRole("tenant", trust({ AWS: ROOT_ARN }, "sts:AssumeRole", condition));
  await assume(alice, roleArn, { ExternalId: "tenant-1" });
  await expectServiceError(assume(alice, roleArn, { ExternalId: "tenant-2" }), refused);
  await expectServiceError(assume(alice, roleArn), refused);
});
