/**
 * Managed policies and their versions through the SDK: the account's own and AWS's.
 */
import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  paginateListPolicies,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const READ = policyText({ Action: "s3:GetObject" });
const make = async (PolicyName: string, more: object = {}): Promise<string> => {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: READ, ...more }));
  return Policy?.Arn ?? "";
};
const ABSENT = { name: "NoSuchEntityException", status: 404 };

describe("policies of the account", () => {
  test("CreatePolicy gives a policy whose first version is the default, and GetPolicy tells description and tags", async () => {
    const Arn = await make("reads", { Path: "/lake/", Description: "of the lake", Tags: [{ Key: "k", Value: "v" }] });
    expect(Arn).toBe(`arn:aws:iam::${server.accountId}:policy/lake/reads`);
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: Arn }));
    expect(Policy).toMatchObject({
      PolicyName: "reads",
      Path: "/lake/",
      DefaultVersionId: "v1",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: "of the lake",
      Tags: [{ Key: "k", Value: "v" }],
    });
    expect(Policy?.PolicyId).toMatch(/^ANPA[A-Z2-7]{17}$/);
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Arn, VersionId: "v1" }));
    expect(PolicyVersion?.IsDefaultVersion).toBe(true);
    expect(decodeURIComponent(PolicyVersion?.Document ?? "")).toBe(READ);
  });

  test("versions are numbered on, at most five are kept, and any can be the default", async () => {
    const PolicyArn = await make("versioned");
    const add = (SetAsDefault: boolean): Promise<string | undefined> =>
      iam
        .send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: READ, SetAsDefault }))
        .then(({ PolicyVersion }) => PolicyVersion?.VersionId);
    expect([await add(false), await add(true), await add(false), await add(false)]).toEqual(["v2", "v3", "v4", "v5"]);
    await expectServiceError(add(false), {
      name: "LimitExceededException",
      status: 409,
      message:
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    });
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ["v5", false],
      ["v4", false],
      ["v3", true],
      ["v2", false],
      ["v1", false],
    ]);
    expect(Versions?.[0]).not.toHaveProperty("Document");

    await expectServiceError(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v3" })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete the default version of a policy.",
    });
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
    // A number is not used twice.
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v5" }));
    expect(await add(false)).toBe("v6");
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe("v1");
  });

  test("ListPolicyVersions pages", async () => {
    const PolicyArn = await make("many-versions");
    for (let count = 0; count < 3; count++)
      await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: READ }));
    const first = await iam.send(new ListPolicyVersionsCommand({ PolicyArn, MaxItems: 3 }));
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(new ListPolicyVersionsCommand({ PolicyArn, Marker: first.Marker }));
    expect(second.Versions?.map(({ VersionId }) => VersionId)).toEqual(["v1"]);
  });

  test("ListEntitiesForPolicy tells who has it as permission and who as boundary, and attaching counts", async () => {
    const PolicyArn = await make("shared");
    await iam.send(new CreateUserCommand({ UserName: "sharer", Path: "/people/" }));
    await iam.send(new CreateUserCommand({ UserName: "bounded" }));
    await iam.send(new CreateGroupCommand({ GroupName: "sharers" }));
    await iam.send(
      new CreateRoleCommand({
        RoleName: "sharing",
        AssumeRolePolicyDocument: trustText({ Service: "glue.amazonaws.com" }),
      }),
    );
    await iam.send(new AttachUserPolicyCommand({ UserName: "sharer", PolicyArn }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "sharer", PolicyArn }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "sharers", PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "sharing", PolicyArn }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "sharer", PermissionsBoundary: PolicyArn }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "bounded", PermissionsBoundary: PolicyArn }));
    const list = async (more: object = {}): Promise<unknown> => {
      const { PolicyUsers, PolicyGroups, PolicyRoles } = await iam.send(
        new ListEntitiesForPolicyCommand({ PolicyArn, ...more }),
      );
      return [
        (PolicyUsers ?? []).map(({ UserName }) => UserName),
        (PolicyGroups ?? []).map(({ GroupName }) => GroupName),
        (PolicyRoles ?? []).map(({ RoleName }) => RoleName),
      ];
    };
    expect(await list()).toEqual([["sharer", "bounded"], ["sharers"], ["sharing"]]);
    expect(await list({ EntityFilter: "User" })).toEqual([["sharer", "bounded"], [], []]);
    expect(await list({ PathPrefix: "/people/" })).toEqual([["sharer"], [], []]);
    expect(await list({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual([["bounded", "sharer"], [], []]);
    expect(await list({ PolicyUsageFilter: "PermissionsPolicy" })).toEqual([["sharer"], ["sharers"], ["sharing"]]);
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      AttachmentCount: 3,
      PermissionsBoundaryUsageCount: 2,
    });
    const first = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 3 }));
    expect(first.IsTruncated).toBe(true);
    const second = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, Marker: first.Marker }));
    expect(second.PolicyUsers).toHaveLength(1);
    await expectServiceError(iam.send(new DeletePolicyCommand({ PolicyArn })), {
      name: "DeleteConflictException",
      status: 409,
      message: "Cannot delete a policy attached to entities.",
    });
  });

  test("DeletePolicy refuses a policy with other versions, and removes it with its only one", async () => {
    const PolicyArn = await make("doomed");
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: READ }));
    await expectServiceError(iam.send(new DeletePolicyCommand({ PolicyArn })), {
      name: "DeleteConflictException",
      status: 409,
      message: /^This policy has more than one version\./,
    });
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v2" }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await expectServiceError(iam.send(new GetPolicyCommand({ PolicyArn })), {
      ...ABSENT,
      message: `Policy ${PolicyArn} was not found.`,
    });
  });

  test("names are taken without regard to case and path", async () => {
    await make("Named");
    await expectServiceError(make("named", { Path: "/elsewhere/" }), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "A policy called named already exists. Duplicate names are not allowed.",
    });
  });

  test("a document must be a policy of identities, in AWS's words", async () => {
    const refused = (document: unknown, message: string | RegExp): Promise<unknown> =>
      expectServiceError(make("refused", { PolicyDocument: JSON.stringify(document) }), {
        name: "MalformedPolicyDocumentException",
        status: 400,
        message,
      });
    const Version = "2012-10-17";
    await refused({ Version }, "Syntax errors in policy.");
    await refused(
      { Version, Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] },
      "Policy document should not specify a principal.",
    );
    await refused(
      { Version, Statement: [{ Effect: "Allow", Resource: "*" }] },
      "Policy statement must contain actions.",
    );
    await refused(
      { Version, Statement: [{ Effect: "Allow", Action: "s3:Get", Resource: "bucket" }] },
      'Resource bucket must be in ARN format or "*".',
    );
  });

  test("a document has at most 6,144 characters that are not white space", async () => {
    const of = (length: number): string =>
      policyText({ Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(length)}` });
    const rest = of(0).length;
    await make("largest", { PolicyDocument: of(6144 - rest).replaceAll(",", ",\n    ") });
    await expectServiceError(make("too-large", { PolicyDocument: of(6145 - rest) }), {
      name: "LimitExceededException",
      status: 409,
      message: "Cannot exceed quota for PolicySize: 6144",
    });
  });

  test("a version that is not there is not found", async () => {
    const PolicyArn = await make("sparse");
    const message = `Policy ${PolicyArn} version v7 does not exist or is not attachable.`;
    const absent = { ...ABSENT, message };
    await expectServiceError(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v7" })), absent);
    await expectServiceError(iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v7" })), absent);
    await expectServiceError(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: "seven" })), {
      name: "ValidationError",
      status: 400,
    });
  });
});

describe("policies of AWS", () => {
  const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

  test("they can be read as AWS publishes them", async () => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: ADMIN }));
    expect(Policy).toMatchObject({ PolicyName: "AdministratorAccess", Path: "/", DefaultVersionId: "v1" });
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: ADMIN, VersionId: "v1" }));
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""))).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    for (const name of ["ReadOnlyAccess", "service-role/AWSGlueServiceRole", "job-function/DataScientist"])
      await iam.send(new GetPolicyCommand({ PolicyArn: `arn:aws:iam::aws:policy/${name}` }));
  });

  test("they are attached like others, but nobody can change them", async () => {
    await iam.send(new CreateUserCommand({ UserName: "admin" }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "admin", PolicyArn: ADMIN }));
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: "admin" }));
    expect(AttachedPolicies).toEqual([{ PolicyName: "AdministratorAccess", PolicyArn: ADMIN }]);
    expect((await iam.send(new GetPolicyCommand({ PolicyArn: ADMIN }))).Policy?.AttachmentCount).toBe(1);
    const denied = { name: "AccessDenied", status: 403 };
    await expectServiceError(iam.send(new CreatePolicyVersionCommand({ PolicyArn: ADMIN, PolicyDocument: READ })), {
      ...denied,
      message: `is not authorized to perform: iam:CreatePolicyVersion on resource: policy ${ADMIN}`,
    });
    await expectServiceError(iam.send(new DeletePolicyCommand({ PolicyArn: ADMIN })), denied);
  });

  test("those of service-linked roles cannot be attached", async () => {
    await iam.send(new CreateUserCommand({ UserName: "no-service" }));
    const PolicyArn = "arn:aws:iam::aws:policy/aws-service-role/AmazonRDSServiceRolePolicy";
    await expectServiceError(iam.send(new AttachUserPolicyCommand({ UserName: "no-service", PolicyArn })), {
      name: "PolicyNotAttachableException",
      status: 400,
      message: "Cannot attach a Service Role Policy to a Customer Role.",
    });
  });
});

describe("ListPolicies", () => {
  const names = async (input: object): Promise<(string | undefined)[]> => {
    const found: (string | undefined)[] = [];
    for await (const { Policies } of paginateListPolicies({ client: iam, pageSize: 50 }, input))
      found.push(...(Policies ?? []).map(({ PolicyName }) => PolicyName));
    return found;
  };

  test("scopes tell the account's own from AWS's, and pages cross from one to the other", async () => {
    await make("local-one");
    const local = await names({ Scope: "Local" });
    const aws = await names({ Scope: "AWS" });
    expect(local).toContain("local-one");
    expect(aws).toContain("AdministratorAccess");
    expect(aws.length).toBeGreaterThan(200);
    expect(await names({})).toEqual([...local, ...aws]);
  });

  test("OnlyAttached, PathPrefix and PolicyUsageFilter leave out the others", async () => {
    const arn = await make("filtered", { Path: "/filtered/" });
    expect(await names({ PathPrefix: "/filtered/" })).toEqual(["filtered"]);
    expect(await names({ PathPrefix: "/filtered/", OnlyAttached: true })).toEqual([]);
    await iam.send(new CreateUserCommand({ UserName: "filter" }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "filter", PermissionsBoundary: arn }));
    const PathPrefix = "/filtered/";
    expect(await names({ PathPrefix, PolicyUsageFilter: "PermissionsPolicy" })).toEqual([]);
    expect(await names({ PathPrefix, PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["filtered"]);
    expect(await names({ PathPrefix, OnlyAttached: true })).toEqual(["filtered"]);
    await expectServiceError(iam.send(new ListPoliciesCommand({ Scope: "Mine" as "All" })), {
      name: "ValidationError",
      status: 400,
      message:
        "Value 'Mine' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]",
    });
  });
});

describe("attaching", () => {
  test("a policy that is not there cannot be attached, and one that is not attached cannot be detached", async () => {
    const UserName = "attacher";
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyArn = `arn:aws:iam::${server.accountId}:policy/nowhere`;
    await expectServiceError(iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })), {
      ...ABSENT,
      message: `Policy ${PolicyArn} does not exist or is not attachable.`,
    });
    const other = await make("unattached");
    await expectServiceError(iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: other })), {
      ...ABSENT,
      message: `Policy ${other} was not found.`,
    });
    await expectServiceError(iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: "x".repeat(30) })), {
      name: "ValidationError",
      status: 400,
      message: `ARN ${"x".repeat(30)} is not valid.`,
    });
  });

  test("an own policy may have the name of one of AWS's, and pages tell both", async () => {
    const UserName = "namesakes";
    await iam.send(new CreateUserCommand({ UserName }));
    const own = await make("AdministratorAccess");
    for (const PolicyArn of [own, "arn:aws:iam::aws:policy/AdministratorAccess"])
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const first = await iam.send(new ListAttachedUserPoliciesCommand({ UserName, MaxItems: 1 }));
    const second = await iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker: first.Marker }));
    const arns = [...(first.AttachedPolicies ?? []), ...(second.AttachedPolicies ?? [])].map(
      ({ PolicyArn }) => PolicyArn,
    );
    expect(arns.sort()).toEqual([own, "arn:aws:iam::aws:policy/AdministratorAccess"].sort());
  });

  test("a user has at most 10 managed policies", async () => {
    const UserName = "collector";
    await iam.send(new CreateUserCommand({ UserName }));
    for (let number = 0; number < 10; number++)
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: await make(`piece-${number}`) }));
    await expectServiceError(
      iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: await make("one-too-many") })),
      { name: "LimitExceededException", status: 409, message: "Cannot exceed quota for PoliciesPerUser: 10" },
    );
    const page = await iam.send(new ListAttachedUserPoliciesCommand({ UserName, MaxItems: 4 }));
    expect(page.AttachedPolicies).toHaveLength(4);
    const rest = await iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker: page.Marker }));
    expect(rest.AttachedPolicies).toHaveLength(6);
    expect(rest.IsTruncated).toBe(false);
  });
});
