/**
 * Roles through the SDK.
 */
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeUser, policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestCredentials, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const GLUE = trustText({ Service: "glue.amazonaws.com" });
const make = (RoleName: string, more: object = {}): Promise<unknown> =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: GLUE, ...more }));

/** An IAM client that signs as a session of the role, assumed with these credentials. */
async function sessionOf(credentials: TestCredentials, roleName: string): Promise<IAMClient> {
  const sts = new STSClient({ ...server.clientConfig, credentials });
  const RoleArn = `arn:aws:iam::${server.accountId}:role/${roleName}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }));
  sts.destroy();
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return new IAMClient({
    ...server.clientConfig,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  });
}

describe("behaviour", () => {
  test("CreateRole gives a role with its URL-encoded trust policy, and GetRole adds that it was never used", async () => {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: "crawler",
        Path: "/service/",
        AssumeRolePolicyDocument: GLUE,
        Description: "reads the lake",
        MaxSessionDuration: 7200,
        Tags: [{ Key: "env", Value: "test" }],
        PermissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess",
      }),
    );
    expect(Role).toMatchObject({
      RoleName: "crawler",
      Arn: `arn:aws:iam::${server.accountId}:role/service/crawler`,
      Description: "reads the lake",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "env", Value: "test" }],
      PermissionsBoundary: {
        PermissionsBoundaryType: "PermissionsBoundaryPolicy",
        PermissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess",
      },
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(GLUE);
    const again = await iam.send(new GetRoleCommand({ RoleName: "crawler" }));
    expect(again.Role).toEqual({ ...Role, RoleLastUsed: {} });
  });

  test("a role without a longest session has one hour", async () => {
    await make("plain");
    expect((await iam.send(new GetRoleCommand({ RoleName: "plain" }))).Role?.MaxSessionDuration).toBe(3600);
  });

  test("UpdateRole changes description and longest session, and leaves what is not named", async () => {
    await make("changing", { Description: "first" });
    await iam.send(new UpdateRoleCommand({ RoleName: "changing", MaxSessionDuration: 43_200 }));
    expect((await iam.send(new GetRoleCommand({ RoleName: "changing" }))).Role).toMatchObject({
      Description: "first",
      MaxSessionDuration: 43_200,
    });
    const { Role } = await iam.send(new UpdateRoleDescriptionCommand({ RoleName: "changing", Description: "second" }));
    expect(Role).toMatchObject({ Description: "second", MaxSessionDuration: 43_200 });
  });

  test("UpdateAssumeRolePolicy replaces the trust policy", async () => {
    await make("trusting");
    const PolicyDocument = trustText({ AWS: `arn:aws:iam::${server.accountId}:root` });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "trusting", PolicyDocument }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "trusting" }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(PolicyDocument);
  });

  test("ListRoles gives the roles below a path without tags, boundary and last use", async () => {
    for (const name of ["l2", "l1"])
      await make(name, {
        Path: "/listed/",
        Tags: [{ Key: "a", Value: "b" }],
        PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      });
    const { Roles } = await iam.send(new ListRolesCommand({ PathPrefix: "/listed/" }));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(["l1", "l2"]);
    expect(Roles?.[0]).not.toHaveProperty("Tags");
    expect(Roles?.[0]).not.toHaveProperty("PermissionsBoundary");
    expect(Roles?.[0]).not.toHaveProperty("RoleLastUsed");
  });
});

test("RoleLastUsed tells when and where a session of the role last asked for something", async () => {
  const credentials = await makeUser(iam, "actor", { Action: "sts:AssumeRole" });
  await make("stage", { AssumeRolePolicyDocument: trustText({ AWS: `arn:aws:iam::${server.accountId}:root` }) });
  const config = { ...server.clientConfig, region: "eu-central-1" };
  const sts = new STSClient({ ...config, credentials });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${server.accountId}:role/stage`, RoleSessionName: "play" }),
  );
  sts.destroy();
  const used = async (): Promise<unknown> =>
    (await iam.send(new GetRoleCommand({ RoleName: "stage" }))).Role?.RoleLastUsed;
  expect(await used()).toEqual({});
  const session = new STSClient({
    ...config,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    },
  });
  await session.send(new GetCallerIdentityCommand({}));
  session.destroy();
  expect(await used()).toMatchObject({ Region: "eu-central-1", LastUsedDate: expect.any(Date) as Date });
});

test("a session of a role is no user, so calls about oneself must say whom they mean", async () => {
  const credentials = await makeUser(iam, "impersonator", { Action: "sts:AssumeRole" });
  await make("mask", { AssumeRolePolicyDocument: trustText({ AWS: `arn:aws:iam::${server.accountId}:root` }) });
  const PolicyDocument = policyText({ Action: "iam:*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "mask", PolicyName: "all", PolicyDocument }));
  const session = await sessionOf(credentials, "mask");
  await expectServiceError(session.send(new GetUserCommand({})), {
    name: "ValidationError",
    status: 400,
    message: "Must specify userName when calling with non-User credentials",
  });
  expect((await session.send(new GetUserCommand({ UserName: "impersonator" }))).User?.UserName).toBe("impersonator");
  session.destroy();
});

describe("trust", () => {
  const trustOf = async (RoleName: string): Promise<string> => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  };
  const arnOf = (name: string): string => `arn:aws:iam::${server.accountId}:user/${name}`;

  test("follows a user that is renamed", async () => {
    await iam.send(new CreateUserCommand({ UserName: "trusted" }));
    await make("follower", { AssumeRolePolicyDocument: trustText({ AWS: arnOf("trusted") }) });
    await iam.send(new UpdateUserCommand({ UserName: "trusted", NewUserName: "still-trusted" }));
    expect(await trustOf("follower")).toBe(trustText({ AWS: arnOf("still-trusted") }));
  });

  test("stays with the id of a user that is gone, and is not for a new one of its name", async () => {
    const credentials = await makeUser(iam, "first", { Action: "sts:AssumeRole" });
    const { User } = await iam.send(new GetUserCommand({ UserName: "first" }));
    await make("loyal", { AssumeRolePolicyDocument: trustText({ AWS: arnOf("first") }) });
    const RoleArn = `arn:aws:iam::${server.accountId}:role/loyal`;
    const assume = async (own: TestCredentials): Promise<void> => {
      const sts = new STSClient({ ...server.clientConfig, credentials: own });
      await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "loyalty" })).finally(() => sts.destroy());
    };
    await assume(credentials);
    await iam.send(new DeleteAccessKeyCommand({ UserName: "first", AccessKeyId: credentials.accessKeyId }));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "first", PolicyName: "test" }));
    await iam.send(new DeleteUserCommand({ UserName: "first" }));
    expect(await trustOf("loyal")).toBe(trustText({ AWS: User?.UserId ?? "" }));
    const impostor = await makeUser(iam, "first", { Action: "sts:AssumeRole" });
    await expectServiceError(assume(impostor), { name: "AccessDenied", status: 403 });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: "loyal", PolicyDocument: trustText({ AWS: arnOf("first") }) }),
    );
    await assume(impostor);
  });
});

describe("errors", () => {
  test("the longest session is one to twelve hours", async () => {
    await expectServiceError(make("short", { MaxSessionDuration: 3599 }), {
      name: "ValidationError",
      status: 400,
      message:
        "Value '3599' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600",
    });
    await expectServiceError(make("long", { MaxSessionDuration: 43_201 }), { name: "ValidationError", status: 400 });
  });

  test("a trust policy must be one: with principals, without resources, for STS actions, and of users and roles that are there", async () => {
    const refused = async (statement: object, message?: string | RegExp): Promise<void> => {
      const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await expectServiceError(iam.send(new CreateRoleCommand({ RoleName: "refused", AssumeRolePolicyDocument })), {
        name: "MalformedPolicyDocumentException",
        status: 400,
        ...(message === undefined ? {} : { message }),
      });
    };
    const Principal = { Service: "glue.amazonaws.com" };
    await refused({ Effect: "Allow", Action: "sts:AssumeRole" });
    await refused(
      { Effect: "Allow", Principal, Action: "sts:AssumeRole", Resource: "*" },
      /Has prohibited field Resource/,
    );
    await refused(
      { Effect: "Allow", Principal, Action: "s3:GetObject" },
      /AssumeRole policy may only specify STS AssumeRole actions/,
    );
    const ghost = `arn:aws:iam::${server.accountId}:user/ghost`;
    await refused(
      { Effect: "Allow", Principal: { AWS: ghost }, Action: "sts:AssumeRole" },
      `Invalid principal in policy: "AWS":"${ghost}"`,
    );
    await iam.send(new CreateUserCommand({ UserName: "ghost" }));
    await iam.send(new CreateRoleCommand({ RoleName: "haunted", AssumeRolePolicyDocument: trustText({ AWS: ghost }) }));
  });

  test("a trust policy that is not JSON is a syntax error", async () => {
    await expectServiceError(iam.send(new CreateRoleCommand({ RoleName: "broken", AssumeRolePolicyDocument: "{" })), {
      name: "MalformedPolicyDocumentException",
      status: 400,
      message: /syntax|json/i,
    });
  });

  test("CreateRole refuses a boundary that is not there and a name that is taken", async () => {
    const arn = `arn:aws:iam::${server.accountId}:policy/nowhere`;
    await expectServiceError(make("bounded", { PermissionsBoundary: arn }), {
      name: "NoSuchEntityException",
      status: 404,
      message: `Scope ARN: ${arn} does not exist or is not attachable.`,
    });
    await make("twice");
    await expectServiceError(make("TWICE"), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "Role with name TWICE already exists.",
    });
  });

  test("DeleteRole refuses a role that is in an instance profile or has policies", async () => {
    const RoleName = "held";
    const InstanceProfileName = "holder";
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonAthenaFullAccess";
    await make(RoleName);
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    const PolicyDocument = policyText({ Action: "s3:*" });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    const refused = (message: string): Promise<unknown> =>
      expectServiceError(iam.send(new DeleteRoleCommand({ RoleName })), {
        name: "DeleteConflictException",
        status: 409,
        message,
      });
    await refused("Cannot delete entity, must remove roles from instance profile first.");
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    await refused("Cannot delete entity, must detach all policies first.");
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await refused("Cannot delete entity, must delete policies first.");
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await expectServiceError(iam.send(new GetRoleCommand({ RoleName })), {
      name: "NoSuchEntityException",
      status: 404,
      message: "The role with name held cannot be found.",
    });
  });
});

describe("limits", () => {
  test("a trust policy has at most 2,048 characters that are not white space", async () => {
    const statement = (Sid: string): object => ({
      Sid,
      Effect: "Allow",
      Principal: { Service: "glue.amazonaws.com" },
      Action: "sts:AssumeRole",
    });
    const trust = (count: number, spaces: number): string =>
      JSON.stringify(
        { Version: "2012-10-17", Statement: Array.from({ length: count }, (_, index) => statement(`S${index}`)) },
        undefined,
        spaces,
      );
    await make("roomy", { AssumeRolePolicyDocument: trust(15, 10) });
    await expectServiceError(make("tight", { AssumeRolePolicyDocument: trust(30, 0) }), {
      name: "LimitExceededException",
      status: 409,
      message: "Cannot exceed quota for ACLSizePerRole: 2048",
    });
  });
});
