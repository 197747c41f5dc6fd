/**
 * What tells about the whole account through the SDK: summary, authorization details, and which policies grant a service.
 */
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListPoliciesGrantingServiceAccessCommand,
  paginateGetAccountAuthorizationDetails,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const READ = policyText({ Action: "s3:GetObject" });
const ATHENA = "arn:aws:iam::aws:policy/AmazonAthenaFullAccess";

let server: TestServer;
let iam: IAMClient;
let own: string;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "own", PolicyDocument: READ }));
  own = Policy?.Arn ?? "";
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn: own, PolicyDocument: READ }));
  await iam.send(new CreateUserCommand({ UserName: "ann", Tags: [{ Key: "k", Value: "v" }] }));
  await iam.send(new CreateUserCommand({ UserName: "bob" }));
  await iam.send(new CreateGroupCommand({ GroupName: "team" }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "team", UserName: "ann" }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "ann", PolicyArn: own }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "team", PolicyArn: ATHENA }));
  await iam.send(new PutUserPolicyCommand({ UserName: "ann", PolicyName: "inline", PolicyDocument: READ }));
  const PolicyDocument = policyText({ Action: "glue:*" });
  await iam.send(new PutGroupPolicyCommand({ GroupName: "team", PolicyName: "team-inline", PolicyDocument }));
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ann", PermissionsBoundary: own }));
  const AssumeRolePolicyDocument = trustText({ Service: "ec2.amazonaws.com" });
  await iam.send(new CreateRoleCommand({ RoleName: "machine", AssumeRolePolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: "machine", PolicyArn: own }));
  await iam.send(new PutRolePolicyCommand({ RoleName: "machine", PolicyName: "r", PolicyDocument: READ }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "machines" }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "machines", RoleName: "machine" }));
});
afterAll(() => server.close());

describe("GetAccountSummary", () => {
  test("counts what there is and tells the quotas", async () => {
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({
      Users: 2,
      UsersQuota: 5000,
      Groups: 1,
      Roles: 1,
      Policies: 1,
      PolicyVersionsInUse: 2,
      InstanceProfiles: 1,
      AccountAccessKeysPresent: 0,
      AccountMFAEnabled: 0,
      AccessKeysPerUserQuota: 2,
      PolicySizeQuota: 6144,
      AssumeRolePolicySizeQuota: 2048,
    });
  });

  test("follows what is made and deleted", async () => {
    const users = async (): Promise<number | undefined> =>
      (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap?.Users;
    await iam.send(new CreateUserCommand({ UserName: "passing" }));
    expect(await users()).toBe(3);
    await iam.send(new DeleteUserCommand({ UserName: "passing" }));
    expect(await users()).toBe(2);
    await iam.send(new CreateAccessKeyCommand({}));
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap?.AccountAccessKeysPresent).toBe(1);
  });
});

describe("GetAccountAuthorizationDetails", () => {
  test("tells of every entity what it is and what it may do", async () => {
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    expect(details.IsTruncated).toBe(false);
    expect(details.UserDetailList?.map(({ UserName }) => UserName)).toEqual(["ann", "bob"]);
    expect(details.UserDetailList?.[0]).toMatchObject({
      Arn: `arn:aws:iam::${server.accountId}:user/ann`,
      UserPolicyList: [{ PolicyName: "inline", PolicyDocument: encodeURIComponent(READ).replaceAll("*", "%2A") }],
      GroupList: ["team"],
      AttachedManagedPolicies: [{ PolicyName: "own", PolicyArn: own }],
      PermissionsBoundary: { PermissionsBoundaryArn: own },
      Tags: [{ Key: "k", Value: "v" }],
    });
    expect(details.GroupDetailList?.[0]).toMatchObject({
      GroupName: "team",
      GroupPolicyList: [{ PolicyName: "team-inline" }],
      AttachedManagedPolicies: [{ PolicyName: "AmazonAthenaFullAccess", PolicyArn: ATHENA }],
    });
    expect(details.RoleDetailList?.[0]).toMatchObject({
      RoleName: "machine",
      RolePolicyList: [{ PolicyName: "r" }],
      AttachedManagedPolicies: [{ PolicyArn: own }],
      InstanceProfileList: [{ InstanceProfileName: "machines", Roles: [{ RoleName: "machine" }] }],
    });
    expect(details.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(["own", "AmazonAthenaFullAccess"]);
    expect(details.Policies?.[0]).toMatchObject({
      AttachmentCount: 2,
      PermissionsBoundaryUsageCount: 1,
      PolicyVersionList: [
        { VersionId: "v2", IsDefaultVersion: false },
        { VersionId: "v1", IsDefaultVersion: true, Document: encodeURIComponent(READ).replaceAll("*", "%2A") },
      ],
    });
  });

  test("leaves out what the filter does not name", async () => {
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = await iam.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ["Role", "AWSManagedPolicy"] }),
    );
    expect([UserDetailList?.length ?? 0, GroupDetailList?.length ?? 0, RoleDetailList?.length]).toEqual([0, 0, 1]);
    expect(Policies?.map(({ Arn }) => Arn)).toEqual([ATHENA]);
    await expectServiceError(
      iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Everything" as "User"] })),
      { name: "ValidationError", status: 400, message: "at 'filter.1.member'" },
    );
  });

  test("pages one entity at a time give the same", async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 1 }, {}))
      names.push(
        ...(page.GroupDetailList ?? []).map(({ GroupName }) => GroupName),
        ...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName),
        ...(page.UserDetailList ?? []).map(({ UserName }) => UserName),
        ...(page.Policies ?? []).map(({ PolicyName }) => PolicyName),
      );
    expect(names).toEqual(["team", "machine", "ann", "bob", "own", "AmazonAthenaFullAccess"]);
  });
});

describe("ListPoliciesGrantingServiceAccess", () => {
  test("tells of a user its own policies and those of its groups that allow anything of the service", async () => {
    const { PoliciesGrantingServiceAccess } = await iam.send(
      new ListPoliciesGrantingServiceAccessCommand({
        Arn: `arn:aws:iam::${server.accountId}:user/ann`,
        ServiceNamespaces: ["s3", "glue", "kms"],
      }),
    );
    const told = PoliciesGrantingServiceAccess?.map(({ ServiceNamespace, Policies }) => [
      ServiceNamespace,
      Policies?.map(({ PolicyName }) => PolicyName),
    ]);
    expect(told).toEqual([
      ["s3", ["inline", "own", "AmazonAthenaFullAccess"]],
      ["glue", ["team-inline", "AmazonAthenaFullAccess"]],
      ["kms", []],
    ]);
    expect(PoliciesGrantingServiceAccess?.[1]?.Policies).toEqual([
      { PolicyName: "team-inline", PolicyType: "INLINE", EntityType: "GROUP", EntityName: "team" },
      { PolicyName: "AmazonAthenaFullAccess", PolicyType: "MANAGED", PolicyArn: ATHENA },
    ]);
  });

  test("needs an entity that is there", async () => {
    const Arn = `arn:aws:iam::${server.accountId}:role/nobody`;
    await expectServiceError(
      iam.send(new ListPoliciesGrantingServiceAccessCommand({ Arn, ServiceNamespaces: ["s3"] })),
      { name: "NoSuchEntityException", status: 404 },
    );
    await expectServiceError(
      iam.send(new ListPoliciesGrantingServiceAccessCommand({ Arn: own, ServiceNamespaces: ["s3"] })),
      { name: "InvalidInputException", status: 400 },
    );
  });
});
