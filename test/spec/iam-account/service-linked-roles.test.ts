/**
 * Service-linked roles through the SDK.
 */
import {
  AttachRolePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const RoleName = "AWSServiceRoleForAmazonElasticFileSystem";

describe("behaviour", () => {
  test("a role has the name, the trust and the policy that its service chose", async () => {
    const { Role } = await iam.send(
      new CreateServiceLinkedRoleCommand({ AWSServiceName: "elasticfilesystem.amazonaws.com", Description: "for EFS" }),
    );
    expect(Role).toMatchObject({
      RoleName,
      Path: "/aws-service-role/elasticfilesystem.amazonaws.com/",
      Arn: `arn:aws:iam::${server.accountId}:role/aws-service-role/elasticfilesystem.amazonaws.com/${RoleName}`,
    });
    const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")) as {
      Statement: { Principal: unknown }[];
    };
    expect(trust.Statement[0]?.Principal).toEqual({ Service: "elasticfilesystem.amazonaws.com" });
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    expect(AttachedPolicies).toEqual([
      {
        PolicyName: "AmazonElasticFileSystemServiceRolePolicy",
        PolicyArn: "arn:aws:iam::aws:policy/aws-service-role/AmazonElasticFileSystemServiceRolePolicy",
      },
    ]);
  });

  test("nobody but the service changes it or deletes it as a role", async () => {
    const refusal = { name: "UnmodifiableEntityException", status: 400 } as const;
    await expectServiceError(iam.send(new DeleteRoleCommand({ RoleName })), refusal);
    await expectServiceError(
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" })),
      refusal,
    );
  });

  test("it goes by a task that tells how it went", async () => {
    const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
    expect(DeletionTaskId).toMatch(
      new RegExp(`^task/aws-service-role/elasticfilesystem.amazonaws.com/${RoleName}/[0-9a-f-]{36}$`),
    );
    const { Status } = await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
    expect(Status).toBe("SUCCEEDED");
    await expectServiceError(iam.send(new GetRoleCommand({ RoleName })), {
      name: "NoSuchEntityException",
      status: 404,
    });
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "elasticfilesystem.amazonaws.com" }));
  });

  test.each([
    ["rds.amazonaws.com", "AWSServiceRoleForRDS"],
    ["lakeformation.amazonaws.com", "AWSServiceRoleForLakeFormationDataAccess"],
    ["redshift.amazonaws.com", "AWSServiceRoleForRedshift"],
    ["fsx.amazonaws.com", "AWSServiceRoleForAmazonFSx"],
    ["replication.dynamodb.amazonaws.com", "AWSServiceRoleForDynamoDBReplication"],
    ["organizations.amazonaws.com", "AWSServiceRoleForOrganizations"],
    ["cloudtrail.amazonaws.com", "AWSServiceRoleForCloudTrail"],
  ])("%s has %s, whose policy exists", async (AWSServiceName, name) => {
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
    expect(Role?.RoleName).toBe(name);
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name }));
    expect(AttachedPolicies).toHaveLength(1);
  });
});

describe("errors", () => {
  const refusal = { name: "InvalidInputException", status: 400 } as const;

  test("a second one, a suffix and an unknown service are refused", async () => {
    const create = (AWSServiceName: string, CustomSuffix?: string) =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix }));
    await expectServiceError(create("rds.amazonaws.com"), {
      ...refusal,
      message: /has been taken in this account, please try a different suffix/,
    });
    await expectServiceError(create("kinesis.example.com"), refusal);
    await expectServiceError(create("fsx.amazonaws.com", "mine"), refusal);
  });

  test("a task that never was is not found", async () => {
    await expectServiceError(iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: "task/none" })), {
      name: "NoSuchEntityException",
      status: 404,
    });
    await expectServiceError(iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: "none" })), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });
});
