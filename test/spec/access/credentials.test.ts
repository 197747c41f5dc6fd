/** Whose credentials they are, and what is said when they are nobody's: in the words of S3, of a JSON service and of a query service. */
import { CreateBucketCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetDatabasesCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { ACCOUNT, allow, IdentityWorld, type Keys, keysOf, type TestUser, trust } from "../sts/identity-world.ts";

let world: IdentityWorld;
let count = 0;
beforeAll(async () => {
  world = await IdentityWorld.start();
});
afterAll(() => world.close());

const user = (...statements: readonly object[]): Promise<TestUser> => world.user(`key-user-${++count}`, ...statements);
const nameOf = ({ arn }: { arn: string }): string => arn.split("/").at(-1) ?? "";
const listBuckets = (keys: Keys) => world.as(S3Client, keys).send(new ListBucketsCommand({}));
const getDatabases = (keys: Keys) => world.as(GlueClient, keys).send(new GetDatabasesCommand({}));
const whoAmI = (keys: Keys) => world.as(STSClient, keys).send(new GetCallerIdentityCommand({}));

const INVALID = "The security token included in the request is invalid.";
const EXPIRED = "The security token included in the request is expired";

async function expectUnknown(keys: Keys): Promise<void> {
  const message = "The AWS Access Key Id you provided does not exist in our records.";
  await expectServiceError(listBuckets(keys), { name: "InvalidAccessKeyId", status: 403, message });
  await expectServiceError(getDatabases(keys), { name: "UnrecognizedClientException", status: 400, message: INVALID });
  await expectServiceError(whoAmI(keys), { name: "InvalidClientTokenId", status: 403, message: INVALID });
}

async function expectInvalidToken(keys: Keys): Promise<void> {
  const message = "The provided token is malformed or otherwise invalid.";
  await expectServiceError(listBuckets(keys), { name: "InvalidToken", status: 400, message });
  await expectServiceError(getDatabases(keys), { name: "UnrecognizedClientException", status: 400, message: INVALID });
  await expectServiceError(whoAmI(keys), { name: "InvalidClientTokenId", status: 403, message: INVALID });
}

async function session(owner: TestUser): Promise<Keys> {
  return keysOf((await world.sts(owner.keys).send(new GetSessionTokenCommand({ DurationSeconds: 900 }))).Credentials);
}

describe("long-term keys", () => {
  test("name their user", async () => {
    const alice = await user();
    expect(await whoAmI(alice.keys)).toMatchObject({ Account: ACCOUNT, Arn: alice.arn, UserId: alice.id });
  });

  test("that nobody has are unknown", () =>
    expectUnknown({ accessKeyId: "AKIAZZZZZZZZZZZZZZZZ", secretAccessKey: "x" }));

  test("that are inactive are unknown, and known again when they are active again", async () => {
    const { arn, keys } = await user();
    const set = (Status: "Active" | "Inactive") =>
      world.iam.send(new UpdateAccessKeyCommand({ UserName: nameOf({ arn }), AccessKeyId: keys.accessKeyId, Status }));
    await set("Inactive");
    await expectUnknown(keys);
    await set("Active");
    await whoAmI(keys);
  });

  test("that are deleted are unknown at once", async () => {
    const { arn, keys } = await user();
    await whoAmI(keys);
    await world.iam.send(new DeleteAccessKeyCommand({ UserName: nameOf({ arn }), AccessKeyId: keys.accessKeyId }));
    await expectUnknown(keys);
  });

  test("with a session token are refused, also the root user's", async () => {
    const alice = await user();
    await expectInvalidToken({ ...alice.keys, sessionToken: "dG9rZW4" });
    await expectInvalidToken({ ...world.server.credentials, sessionToken: "dG9rZW4" });
  });
});

describe("temporary keys", () => {
  test("without their token are unknown", async () => {
    const { accessKeyId, secretAccessKey } = await session(await user());
    await expectUnknown({ accessKeyId, secretAccessKey });
  });

  test("with a token that was changed, or another key's, are refused", async () => {
    const alice = await user();
    const [one, other] = [await session(alice), await session(alice)];
    await whoAmI(one);
    await expectInvalidToken({ ...one, sessionToken: `${(one.sessionToken ?? "").slice(0, -4)}AAAA` });
    await expectInvalidToken({
      ...one,
      ...(other.sessionToken === undefined ? {} : { sessionToken: other.sessionToken }),
    });
  });

  test("may what their user may, as long as they last; then they are expired", async () => {
    const alice = await user(allow("s3:ListAllMyBuckets"), allow("glue:GetDatabases"));
    const keys = await session(alice);
    await listBuckets(keys);
    world.clock.advance(800_000);
    await listBuckets(keys);
    world.clock.advance(101_000);
    const message = "The provided token has expired.";
    await expectServiceError(listBuckets(keys), { name: "ExpiredToken", status: 400, message });
    await expectServiceError(getDatabases(keys), { name: "ExpiredTokenException", status: 400, message: EXPIRED });
    await expectServiceError(whoAmI(keys), { name: "ExpiredToken", status: 403, message: EXPIRED });
  });

  test("of a user that is gone are nobody's", async () => {
    const alice = await user(allow("s3:*"));
    const keys = await session(alice);
    await listBuckets(keys);
    const UserName = nameOf(alice);
    await world.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: alice.keys.accessKeyId }));
    await world.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "given" }));
    await world.iam.send(new DeleteUserCommand({ UserName }));
    await expectUnknown(keys);
  });

  test("of a role that is gone are nobody's, also when another role has its name", async () => {
    const make = (name: string) => world.role(name, { trust: [trust({ AWS: ACCOUNT })], may: [allow("s3:*")] });
    const role = await make("short-lived");
    const caller = await user(allow("sts:AssumeRole"));
    const assume = new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "session" });
    const keys = keysOf((await world.sts(caller.keys).send(assume)).Credentials);
    await listBuckets(keys);
    await world.iam.send(new DeleteRolePolicyCommand({ RoleName: "short-lived", PolicyName: "given" }));
    await world.iam.send(new DeleteRoleCommand({ RoleName: "short-lived" }));
    await expectUnknown(keys);
    await make("short-lived");
    await expectUnknown(keys);
  });

  test("that were issued before a moment can be revoked by a policy", async () => {
    const alice = await user(allow("s3:*"), {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateLessThan: { "aws:TokenIssueTime": new Date(world.clock.nowMs() + 60_000).toISOString() } },
    });
    await listBuckets(alice.keys);
    const early = await session(alice);
    await expectServiceError(listBuckets(early), { name: "AccessDenied", status: 403, message: /explicit deny/ });
    world.clock.advance(61_000);
    await listBuckets(await session(alice));
  });
});

describe("open credentials", () => {
  test("take strangers for root users, but know whom they know", async () => {
    const open = await IdentityWorld.start({ openCredentials: true });
    const as = (keys: Keys): STSClient => open.as(STSClient, keys);
    const arnOf = async (keys: Keys) => (await as(keys).send(new GetCallerIdentityCommand({}))).Arn;
    expect(await arnOf({ accessKeyId: "test", secretAccessKey: "test" })).toBe(`arn:aws:iam::${ACCOUNT}:root`);
    expect(await arnOf({ accessKeyId: "222233334444", secretAccessKey: "test" })).toBe(
      "arn:aws:iam::222233334444:root",
    );
    const bob = await open.user("bob");
    const bobs = { ...bob.keys, secretAccessKey: "wrong" };
    expect(await arnOf(bobs)).toBe(bob.arn);
    const s3 = open.as(S3Client, bobs);
    await expectServiceError(s3.send(new CreateBucketCommand({ Bucket: "bobs" })), {
      name: "AccessDenied",
      status: 403,
    });
    const keys = keysOf((await as(bob.keys).send(new GetSessionTokenCommand({ DurationSeconds: 900 }))).Credentials);
    expect(await arnOf({ ...keys, secretAccessKey: "wrong" })).toBe(bob.arn);
    open.clock.advance(901_000);
    await expectServiceError(arnOf(keys), { name: "ExpiredToken", status: 403 });
    await open.close();
  });
});
