/** sts:AssumeRole through the SDK: who may have a role, and what the session is then. */
import { createHash } from "node:crypto";
import {
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError } from "../../support/server.ts";
import { allow, ACCOUNT, IdentityWorld, keysOf, policy, ROOT_ARN, type TestUser, trust } from "./identity-world.ts";

let world: IdentityWorld;
let alice: TestUser;

beforeAll(async () => {
  world = await IdentityWorld.start();
  alice = await world.user("alice", allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]));
});
afterAll(() => world.close());

function assume(user: TestUser, roleArn: string, more: object = {}) {
  return world.sts(user.keys).send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "test", ...more }));
}

const refused = (roleArn: string, who = alice.arn) => ({
  name: "AccessDenied",
  status: 403,
  message: new RegExp(`^User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`),
});

describe("behaviour", () => {
  test("the session is named after role and session, and acts with the role's policies", async () => {
    const role = await world.role("reader", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("iam:ListUsers")] });
    const beganMs = world.clock.nowMs();
    const { Credentials, AssumedRoleUser, PackedPolicySize, SessionTokenSize, SessionTokenUtilization } = await assume(
      alice,
      role.arn,
    );
    expect(AssumedRoleUser).toEqual({
      Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/test`,
      AssumedRoleId: `${role.id}:test`,
    });
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(Credentials?.SecretAccessKey).toHaveLength(40);
    expect(Math.abs((Credentials?.Expiration?.getTime() ?? 0) - beganMs - 3_600_000)).toBeLessThan(5000);
    expect(PackedPolicySize).toBeUndefined();
    expect(SessionTokenSize).toBe(Credentials?.SessionToken?.length);
    expect(SessionTokenUtilization).toBe(Math.ceil((SessionTokenSize ?? 0) / 40.96));
    const keys = keysOf(Credentials);
    const { Arn, Account, UserId } = await world.sts(keys).send(new GetCallerIdentityCommand({}));
    expect({ Arn, Account, UserId }).toEqual({
      Arn: AssumedRoleUser?.Arn,
      Account: ACCOUNT,
      UserId: AssumedRoleUser?.AssumedRoleId,
    });
    expect((await world.as(IAMClient, keys).send(new ListUsersCommand({}))).Users).toHaveLength(1);
  });

  test("a trust policy that names the user needs nothing of the user's own policies; one that names the account does", async () => {
    const bob = await world.user("bob");
    const direct = await world.role("for-bob", { trust: [trust({ AWS: bob.arn })] });
    const byAccount = await world.role("for-account", { trust: [trust({ AWS: ACCOUNT })] });
    expect((await assume(bob, direct.arn)).Credentials).toBeDefined();
    await expectServiceError(assume(bob, byAccount.arn), refused(byAccount.arn, bob.arn));
    await expectServiceError(assume(alice, direct.arn), refused(direct.arn));
  });

  test("conditions of the trust policy see external id, session name and source identity", async () => {
    const role = await world.role("partner", {
      trust: [
        trust({ AWS: ROOT_ARN }, ["sts:AssumeRole", "sts:SetSourceIdentity"], {
          StringEquals: { "sts:ExternalId": "acme-7", "sts:RoleSessionName": "${aws:username}" },
          StringLike: { "sts:SourceIdentity": "a*" },
        }),
      ],
    });
    const good = { ExternalId: "acme-7", RoleSessionName: "alice", SourceIdentity: "alice" };
    expect((await assume(alice, role.arn, good)).SourceIdentity).toBe("alice");
    for (const wrong of [{ ExternalId: "acme-8" }, { RoleSessionName: "eve" }, { SourceIdentity: "eve" }])
      await expectServiceError(assume(alice, role.arn, { ...good, ...wrong }), { name: "AccessDenied", status: 403 });
    await expectServiceError(assume(alice, role.arn), refused(role.arn));
  });

  test("a change of the trust policy counts from the next call on", async () => {
    const role = await world.role("changing", { trust: [trust({ AWS: alice.arn })] });
    await assume(alice, role.arn);
    const nobody = policy(trust({ AWS: ROOT_ARN }, "sts:AssumeRole", { Bool: { "aws:SecureTransport": "true" } }));
    await world.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "changing", PolicyDocument: nobody }));
    await expectServiceError(assume(alice, role.arn), refused(role.arn));
  });

  test("session policies narrow what the role may do", async () => {
    const may = [allow(["iam:ListUsers", "iam:ListRoles"])];
    const role = await world.role("wide", { trust: [trust({ AWS: ROOT_ARN })], may });
    const listUsers = async (more: object): Promise<unknown> => {
      const { Credentials } = await assume(alice, role.arn, more);
      return world.as(IAMClient, keysOf(Credentials)).send(new ListUsersCommand({}));
    };
    await listUsers({ Policy: policy(allow("iam:List*")) });
    await expectServiceError(listUsers({ Policy: policy(allow("iam:ListRoles")) }), {
      name: "AccessDenied",
      status: 403,
      message: /because no session policy allows the iam:ListUsers action$/,
    });
    await listUsers({ PolicyArns: [{ arn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess" }] });
    await expectServiceError(listUsers({ PolicyArns: [{ arn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }] }), {
      name: "AccessDenied",
      status: 403,
    });
    const { PackedPolicySize } = await assume(alice, role.arn, { Policy: policy(allow("iam:List*")) });
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(PackedPolicySize).toBeLessThan(10);
  });

  test("credentials end at their time, and not before", async () => {
    const role = await world.role("short", { trust: [trust({ AWS: ROOT_ARN })] });
    const { Credentials } = await assume(alice, role.arn, { DurationSeconds: 900 });
    const sts = world.sts(keysOf(Credentials));
    world.clock.advance(890_000);
    await sts.send(new GetCallerIdentityCommand({}));
    world.clock.advance(10_000);
    await expectServiceError(sts.send(new GetCallerIdentityCommand({})), {
      name: "ExpiredToken",
      status: 403,
      message: "The security token included in the request is expired",
    });
  });

  test("sessions that were issued before a time are revoked by a policy on aws:TokenIssueTime", async () => {
    const role = await world.role("revoked", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("iam:ListUsers")] });
    const before = keysOf((await assume(alice, role.arn)).Credentials);
    world.clock.advance(2000);
    const at = new Date(world.clock.nowMs()).toISOString();
    const deny = {
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { DateLessThan: { "aws:TokenIssueTime": at } },
    };
    await world.iam.send(
      new PutRolePolicyCommand({ RoleName: "revoked", PolicyName: "older", PolicyDocument: policy(deny) }),
    );
    world.clock.advance(2000);
    const after = keysOf((await assume(alice, role.arn)).Credentials);
    await world.as(IAMClient, after).send(new ListUsersCommand({}));
    await expectServiceError(world.as(IAMClient, before).send(new ListUsersCommand({})), {
      name: "AccessDenied",
      status: 403,
      message: /with an explicit deny in an identity-based policy/,
    });
  });

  test("the token may be asked to be larger", async () => {
    const role = await world.role("padded", { trust: [trust({ AWS: ROOT_ARN })] });
    const { Credentials, SessionTokenSize, SessionTokenUtilization } = await assume(alice, role.arn, {
      MinimumSessionTokenSize: 4096,
    });
    expect([SessionTokenSize, SessionTokenUtilization]).toEqual([4096, 100]);
    await world.sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
  });
});

describe("chains of roles", () => {
  test("a session assumes the next role for an hour at most, whatever that role allows", async () => {
    const first = await world.role("first", { trust: [trust({ AWS: ROOT_ARN })], may: [allow("sts:AssumeRole")] });
    const second = await world.role("second", { trust: [trust({ AWS: first.arn })], hours: 12 });
    const keys = keysOf((await assume(alice, first.arn)).Credentials);
    const session = { arn: "", id: "", keys };
    const { AssumedRoleUser } = await assume(session, second.arn, { DurationSeconds: 3600 });
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/second/test`);
    await expectServiceError(assume(session, second.arn, { DurationSeconds: 3601 }), {
      name: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
  });

  test("a source identity stays, and the next role's trust policy must let it be set", async () => {
    const both = ["sts:AssumeRole", "sts:SetSourceIdentity"];
    const first = await world.role("named-1", { trust: [trust({ AWS: ROOT_ARN }, both)], may: [allow(both)] });
    const closed = await world.role("named-2", { trust: [trust({ AWS: first.arn })] });
    const open = await world.role("named-3", {
      trust: [trust({ AWS: first.arn }, both, { StringEquals: { "sts:SourceIdentity": "alice" } })],
    });
    const keys = keysOf((await assume(alice, first.arn, { SourceIdentity: "alice" })).Credentials);
    const session = { arn: "", id: "", keys };
    await expectServiceError(assume(session, closed.arn), {
      name: "AccessDenied",
      status: 403,
      message: /sts:SetSourceIdentity/,
    });
    expect((await assume(session, open.arn)).SourceIdentity).toBe("alice");
    await expectServiceError(assume(session, open.arn, { SourceIdentity: "mallory" }), {
      name: "AccessDenied",
      status: 403,
    });
  });

  test("transitive tags are handed on, others are not, and they cannot be replaced", async () => {
    const both = ["sts:AssumeRole", "sts:TagSession"];
    const first = await world.role("tagged-1", { trust: [trust({ AWS: ROOT_ARN }, both)], may: [allow(both)] });
    const byTag = allow("iam:ListUsers", "*", { Condition: { StringEquals: { "aws:PrincipalTag/Team": "data" } } });
    const byOther = allow("iam:ListRoles", "*", { Condition: { StringEquals: { "aws:PrincipalTag/Cost": "7" } } });
    const second = await world.role("tagged-2", { trust: [trust({ AWS: first.arn }, both)], may: [byTag, byOther] });
    const closed = await world.role("tagged-3", { trust: [trust({ AWS: first.arn })] });
    const Tags = [
      { Key: "Team", Value: "data" },
      { Key: "Cost", Value: "7" },
    ];
    const tagged = await assume(alice, first.arn, { Tags, TransitiveTagKeys: ["team"] });
    const session = { arn: "", id: "", keys: keysOf(tagged.Credentials) };
    await expectServiceError(assume(session, closed.arn), { name: "AccessDenied", status: 403, message: /TagSession/ });
    const iam = world.as(IAMClient, keysOf((await assume(session, second.arn)).Credentials));
    await iam.send(new ListUsersCommand({}));
    await expectServiceError(iam.send(new ListRolesCommand({})), { name: "AccessDenied", status: 403 });
    await expectServiceError(assume(session, second.arn, { Tags: [{ Key: "TEAM", Value: "other" }] }), {
      name: "InvalidParameterValue",
      status: 400,
      message:
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    });
  });
});

describe("session tags", () => {
  test("sts:TagSession must be allowed, and sees the tags of the request", async () => {
    const role = await world.role("by-tag", {
      trust: [
        trust({ AWS: ROOT_ARN }),
        trust({ AWS: ROOT_ARN }, "sts:TagSession", {
          StringEquals: { "aws:RequestTag/Project": ["lake", "pond"] },
          "ForAllValues:StringEquals": { "aws:TagKeys": ["Project"], "sts:TransitiveTagKeys": ["Project"] },
        }),
      ],
    });
    const tagged = (...Tags: object[]) => assume(alice, role.arn, { Tags });
    await tagged({ Key: "Project", Value: "lake" });
    await expectServiceError(tagged({ Key: "Project", Value: "sea" }), {
      name: "AccessDenied",
      status: 403,
      message: /sts:TagSession/,
    });
    await expectServiceError(tagged({ Key: "Project", Value: "lake" }, { Key: "Other", Value: "x" }), {
      name: "AccessDenied",
      status: 403,
    });
  });

  test("session tags win over the tags of the role, without regard to case", async () => {
    const may = [allow("iam:ListUsers", "*", { Condition: { StringEquals: { "aws:PrincipalTag/team": "data" } } })];
    const trusting = [trust({ AWS: ROOT_ARN }, ["sts:AssumeRole", "sts:TagSession"])];
    const role = await world.role("role-tag", { trust: trusting, may, tags: { Team: "web" } });
    const listUsers = async (more: object) =>
      world.as(IAMClient, keysOf((await assume(alice, role.arn, more)).Credentials)).send(new ListUsersCommand({}));
    await expectServiceError(listUsers({}), { name: "AccessDenied", status: 403 });
    await listUsers({ Tags: [{ Key: "TEAM", Value: "data" }] });
  });
});

describe("errors", () => {
  test("the root user assumes no role", async () => {
    const role = await world.role("not-for-root", { trust: [trust({ AWS: ROOT_ARN })] });
    const root = { arn: "", id: "", keys: world.server.credentials };
    await expectServiceError(assume(root, role.arn), {
      name: "AccessDenied",
      status: 403,
      message: "Roles may not be assumed by root accounts.",
    });
  });

  test("a role that is not there is refused like one that does not trust the caller", async () => {
    const { arn } = await world.role("distrusting", { trust: [trust({ Service: "ec2.amazonaws.com" })] });
    const nowhere = `arn:aws:iam::${ACCOUNT}:role/nowhere`;
    const otherPath = `arn:aws:iam::${ACCOUNT}:role/not-its-path/reader`;
    for (const roleArn of [arn, nowhere, otherPath, "arn:aws:iam::999999999999:role/elsewhere"])
      await expectServiceError(assume(alice, roleArn), {
        name: "AccessDenied",
        status: 403,
        message: new RegExp(
          `^User: ${alice.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because no role trust policy allows the sts:AssumeRole action$`,
        ),
      });
  });

  test("values that break their constraints are reported before missing permissions, all at once", async () => {
    const nobody = await world.user("nobody");
    await expectServiceError(
      assume(nobody, "short", { RoleSessionName: "a b", DurationSeconds: 899, ExternalId: "!", TokenCode: "12345x" }),
      {
        name: "ValidationError",
        status: 400,
        message:
          /^6 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20; Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\w\+=,\.@-\]\*; Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900; /,
      },
    );
    await expectServiceError(assume(nobody, "arn:aws:iam::123456789012:user/alice"), {
      name: "ValidationError",
      status: 400,
      message: "arn:aws:iam::123456789012:user/alice is invalid",
    });
  });

  test("a session is not longer than the role allows", async () => {
    const role = await world.role("two-hours", { trust: [trust({ AWS: ROOT_ARN })], hours: 2 });
    await assume(alice, role.arn, { DurationSeconds: 7200 });
    await expectServiceError(assume(alice, role.arn, { DurationSeconds: 7201 }), {
      name: "ValidationError",
      status: 400,
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
    // AWS: credentials of GetSessionToken are temporary, so what they assume is a chain.
    const token = await world.sts(alice.keys).send(new GetSessionTokenCommand({}));
    const session = { ...alice, keys: keysOf(token.Credentials) };
    await expectServiceError(assume(session, role.arn, { DurationSeconds: 7200 }), {
      name: "ValidationError",
      status: 400,
      message: /role chaining\.$/,
    });
  });

  test("session policies must be policies", async () => {
    const role = await world.role("strict", { trust: [trust({ AWS: ROOT_ARN })] });
    for (const Policy of ["{", '{"Version":"2012-10-17","Statement":[{"Effect":"Maybe"}]}', '{"Version":"2012-10-17"}'])
      await expectServiceError(assume(alice, role.arn, { Policy }), {
        name: "MalformedPolicyDocumentException",
        status: 400,
      });
    const PolicyArns = [{ arn: `arn:aws:iam::${ACCOUNT}:policy/missing` }];
    await expectServiceError(assume(alice, role.arn, { PolicyArns }), { name: "ValidationError", status: 400 });
  });

  test("tag keys are not given twice, and transitive keys are among them", async () => {
    const role = await world.role("tag-rules", {
      trust: [trust({ AWS: ROOT_ARN }, ["sts:AssumeRole", "sts:TagSession"])],
    });
    const twice = [
      { Key: "a", Value: "1" },
      { Key: "A", Value: "2" },
    ];
    await expectServiceError(assume(alice, role.arn, { Tags: twice }), {
      name: "InvalidParameterValue",
      status: 400,
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    });
    const other = { Tags: [{ Key: "a", Value: "1" }], TransitiveTagKeys: ["b"] };
    await expectServiceError(assume(alice, role.arn, other), {
      name: "InvalidParameterValue",
      status: 400,
      message: "The specified transitive tag key must be included in the requested tags.",
    });
  });
});

describe("limits", () => {
  test("tags and policies that make the token too large are refused with their share of the room", async () => {
    const role = await world.role("large", { trust: [trust({ AWS: ROOT_ARN }, ["sts:AssumeRole", "sts:TagSession"])] });
    // Text that cannot be packed: digests of the index.
    const text = (length: number, seed: number): string =>
      [1, 2, 3, 4]
        .map((part) => createHash("sha512").update(`${seed}/${part}`).digest("hex"))
        .join("")
        .slice(0, length);
    const Tags = Array.from({ length: 50 }, (_, index) => ({
      Key: text(20, index) + String(index),
      Value: text(250, index),
    }));
    await expectServiceError(assume(alice, role.arn, { Tags }), {
      name: "PackedPolicyTooLargeException",
      status: 400,
      message: /^Packed size of session tags consumes \d{3}% of allotted space\.$/,
    });
    const { PackedPolicySize } = await assume(alice, role.arn, { Tags: Tags.slice(0, 8) });
    expect(PackedPolicySize).toBeGreaterThan(1);
    expect(PackedPolicySize).toBeLessThanOrEqual(100);
    const many = [...Tags, { Key: "one-more", Value: "" }];
    await expectServiceError(assume(alice, role.arn, { Tags: many }), {
      name: "ValidationError",
      status: 400,
      message: /at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50/,
    });
  });

  test("an inline session policy has at most 2,048 characters, and managed ones are at most 10", async () => {
    const role = await world.role("bounded", { trust: [trust({ AWS: ROOT_ARN })] });
    const fitting = policy(allow("s3:GetObject")).padEnd(2048, " ");
    await assume(alice, role.arn, { Policy: fitting });
    await expectServiceError(assume(alice, role.arn, { Policy: `${fitting} ` }), {
      name: "ValidationError",
      status: 400,
      message: /at 'policy' failed to satisfy constraint: Member must have length less than or equal to 2048$/,
    });
    const arn = (index: number) => ({ arn: `arn:aws:iam::aws:policy/Some${index}` });
    await expectServiceError(assume(alice, role.arn, { PolicyArns: Array.from({ length: 11 }, (_, at) => arn(at)) }), {
      name: "ValidationError",
      status: 400,
      message: /at 'policyArns'.*less than or equal to 10/,
    });
  });
});
