/**
 * What control policies decide, end to end: an organization's management account, a member account reached through its access role, and policies laid
 * over it.
 */
import {
  CreateRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListUsersCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AttachPolicyCommand,
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreateOrganizationalUnitCommand,
  CreatePolicyCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  EnablePolicyTypeCommand,
  LeaveOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeUser, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let client: OrganizationsClient;
let rootId: string;
let accountId: string;
let ouId: string;
/** As the member account's access role. */
let member: TestServer["clientConfig"];
const clients: { destroy(): void }[] = [];

const SCP = "SERVICE_CONTROL_POLICY";
const deny = (Action: string | string[], more: object = {}): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action, Resource: "*", ...more }] });

async function createPolicy(
  Name: string,
  Content: string,
  Type: typeof SCP | "RESOURCE_CONTROL_POLICY" = SCP,
): Promise<string> {
  const { Policy } = await client.send(new CreatePolicyCommand({ Name, Description: "", Type, Content }));
  return Policy?.PolicySummary?.Id ?? expect.unreachable("no policy");
}

function as<Client extends { destroy(): void }>(
  Class: new (config: TestServer["clientConfig"]) => Client,
  config = member,
): Client {
  const made = new Class(config);
  clients.push(made);
  return made;
}

beforeAll(async () => {
  server = await startTestServer();
  client = server.client(OrganizationsClient);
  await client.send(new CreateOrganizationCommand({}));
  rootId = (await client.send(new ListRootsCommand({}))).Roots?.[0]?.Id ?? "";
  for (const PolicyType of [SCP, "RESOURCE_CONTROL_POLICY"] as const)
    await client.send(new EnablePolicyTypeCommand({ RootId: rootId, PolicyType }));
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: "Member", Email: "member@example.com" }),
  );
  const { CreateAccountStatus: status } = await client.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
  );
  accountId = status?.AccountId ?? "";
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: "Workloads" }),
  );
  ouId = OrganizationalUnit?.Id ?? "";
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await server.close();
});

const denied = { name: "AccessDenied", status: 403 } as const;

describe("a member account", () => {
  test("has the role by which its management account administers it", async () => {
    const admin = await makeUser(server.client(IAMClient), "admin", { Action: "sts:AssumeRole" });
    const sts = as(STSClient, { ...server.clientConfig, credentials: admin });
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
        RoleSessionName: "admin",
      }),
    );
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    member = { ...server.clientConfig, credentials };
    const { Account } = await as(STSClient).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(accountId);
    const { Role } = await as(IAMClient).send(new GetRoleCommand({ RoleName: "OrganizationAccountAccessRole" }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toContain(`arn:aws:iam::${server.accountId}:root`);
  });

  test("may see its organization, and not administer it", async () => {
    const organizations = as(OrganizationsClient);
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    expect(Organization?.MasterAccountId).toBe(server.accountId);
    await expectServiceError(organizations.send(new ListAccountsCommand({})), {
      name: "AccessDeniedException",
      status: 400,
      message: "You don't have permissions to access this resource.",
    });
    const early = await expectServiceError(organizations.send(new LeaveOrganizationCommand({})), {
      name: "ConstraintViolationException",
      status: 400,
    });
    expect(early["Reason"]).toBe("WAIT_PERIOD_ACTIVE");
  });
});

describe("service control policies", () => {
  test("deny whatever the account's own policies allow, at once, and no longer than they are attached", async () => {
    const s3 = as(S3Client);
    await s3.send(new CreateBucketCommand({ Bucket: "member-bucket" }));
    const id = await createPolicy("no new buckets", deny("s3:CreateBucket"));
    await client.send(new AttachPolicyCommand({ PolicyId: id, TargetId: accountId }));
    await expectServiceError(s3.send(new CreateBucketCommand({ Bucket: "member-bucket-2" })), {
      ...denied,
      message: /with an explicit deny in a service control policy/,
    });
    await s3.send(new ListBucketsCommand({}));
    await client.send(new UpdatePolicyCommand({ PolicyId: id, Content: deny("s3:ListAllMyBuckets") }));
    await expectServiceError(s3.send(new ListBucketsCommand({})), denied);
    await s3.send(new CreateBucketCommand({ Bucket: "member-bucket-2" }));
    await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: accountId }));
    await s3.send(new ListBucketsCommand({}));
  });

  test("must allow at every level: an allow list on an OU binds the accounts in it", async () => {
    const s3 = as(S3Client);
    const id = await createPolicy(
      "only storage",
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["s3:*", "sts:*"], Resource: "*" }],
      }),
    );
    await client.send(new AttachPolicyCommand({ PolicyId: id, TargetId: ouId }));
    await client.send(new DetachPolicyCommand({ PolicyId: "p-FullAWSAccess", TargetId: ouId }));
    await as(IAMClient).send(new ListUsersCommand({}));
    await client.send(
      new MoveAccountCommand({ AccountId: accountId, SourceParentId: rootId, DestinationParentId: ouId }),
    );
    await s3.send(new ListBucketsCommand({}));
    await expectServiceError(as(IAMClient).send(new ListUsersCommand({})), {
      ...denied,
      message: /no service control policy allows/,
    });
    await client.send(
      new MoveAccountCommand({ AccountId: accountId, SourceParentId: ouId, DestinationParentId: rootId }),
    );
    await as(IAMClient).send(new ListUsersCommand({}));
  });

  test("do not bind the management account", async () => {
    const id = await createPolicy("nothing", deny("iam:*"));
    await client.send(new AttachPolicyCommand({ PolicyId: id, TargetId: rootId }));
    await server.client(IAMClient).send(new ListUsersCommand({}));
    await expectServiceError(as(IAMClient).send(new ListUsersCommand({})), denied);
    await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: rootId }));
  });

  test("are weighed by the simulator too", async () => {
    const iam = as(IAMClient);
    await iam.send(
      new CreateRoleCommand({
        RoleName: "bound",
        AssumeRolePolicyDocument: trustText({ Service: "glue.amazonaws.com" }),
      }),
    );
    const id = await createPolicy("no glue", deny("glue:*"));
    await client.send(new AttachPolicyCommand({ PolicyId: id, TargetId: accountId }));
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
        ActionNames: ["glue:GetTable", "s3:GetObject"],
      }),
    );
    expect(EvaluationResults).toMatchObject([
      { EvalDecision: "explicitDeny", OrganizationsDecisionDetail: { AllowedByOrganizations: false } },
      { EvalDecision: "allowed", OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
    ]);
    await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: accountId }));
  });
});

describe("resource control policies", () => {
  test("deny access to what the member account has", async () => {
    const s3 = as(S3Client);
    const object = { Bucket: "member-bucket", Key: "a" };
    await s3.send(new PutObjectCommand({ ...object, Body: "1" }));
    const content = deny("s3:GetObject", { Principal: "*" });
    const id = await createPolicy("no reading", content, "RESOURCE_CONTROL_POLICY");
    await client.send(new AttachPolicyCommand({ PolicyId: id, TargetId: accountId }));
    await expectServiceError(s3.send(new GetObjectCommand(object)), {
      ...denied,
      message: /with an explicit deny in a resource control policy/,
    });
    await client.send(new DetachPolicyCommand({ PolicyId: id, TargetId: accountId }));
    const { Body } = await s3.send(new GetObjectCommand(object));
    expect(await Body?.transformToString()).toBe("1");
  });
});

describe("a closed account", () => {
  test("may do nothing any more", async () => {
    await client.send(new CloseAccountCommand({ AccountId: accountId }));
    await expectServiceError(as(S3Client).send(new ListBucketsCommand({})), denied);
    await expectServiceError(as(S3Client).send(new GetObjectCommand({ Bucket: "member-bucket", Key: "a" })), denied);
  });
});
