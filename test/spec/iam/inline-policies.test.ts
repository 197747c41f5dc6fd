/**
 * Inline policies and permissions boundaries of users, groups and roles through the SDK: what is the same for all three is told for all three.
 */
import {
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
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
const WRITE = policyText({ Action: "s3:PutObject" });

interface Kind {
  readonly kind: string;
  readonly sizeMax: number;
  create(name: string): Promise<unknown>;
  put(name: string, PolicyName: string, PolicyDocument: string): Promise<unknown>;
  get(
    name: string,
    PolicyName: string,
  ): Promise<{ PolicyName?: string | undefined; PolicyDocument?: string | undefined }>;
  list(name: string, page?: object): Promise<{ PolicyNames?: string[] | undefined; Marker?: string | undefined }>;
  remove(name: string, PolicyName: string): Promise<unknown>;
}

const KINDS: readonly Kind[] = [
  {
    kind: "user",
    sizeMax: 2048,
    create: (UserName) => iam.send(new CreateUserCommand({ UserName })),
    put: (UserName, PolicyName, PolicyDocument) =>
      iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })),
    get: (UserName, PolicyName) => iam.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    list: (UserName, page = {}) => iam.send(new ListUserPoliciesCommand({ UserName, ...page })),
    remove: (UserName, PolicyName) => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })),
  },
  {
    kind: "group",
    sizeMax: 5120,
    create: (GroupName) => iam.send(new CreateGroupCommand({ GroupName })),
    put: (GroupName, PolicyName, PolicyDocument) =>
      iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })),
    get: (GroupName, PolicyName) => iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
    list: (GroupName, page = {}) => iam.send(new ListGroupPoliciesCommand({ GroupName, ...page })),
    remove: (GroupName, PolicyName) => iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
  },
  {
    kind: "role",
    sizeMax: 10_240,
    create: (RoleName) =>
      iam.send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustText({ Service: "glue.amazonaws.com" }) }),
      ),
    put: (RoleName, PolicyName, PolicyDocument) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })),
    get: (RoleName, PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    list: (RoleName, page = {}) => iam.send(new ListRolePoliciesCommand({ RoleName, ...page })),
    remove: (RoleName, PolicyName) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
  },
];

describe.each(KINDS)("inline policies of a $kind", (kind) => {
  test("are put, replaced, given back URL-encoded, listed by name and deleted", async () => {
    await kind.create("holder");
    await kind.put("holder", "second", READ);
    await kind.put("holder", "first", READ);
    await kind.put("holder", "First", WRITE);
    expect((await kind.list("holder")).PolicyNames).toEqual(["First", "second"]);
    const found = await kind.get("holder", "first");
    expect(found.PolicyName).toBe("First");
    expect(decodeURIComponent(found.PolicyDocument ?? "")).toBe(WRITE);
    const page = await kind.list("holder", { MaxItems: 1 });
    expect(page.PolicyNames).toEqual(["First"]);
    expect((await kind.list("holder", { Marker: page.Marker })).PolicyNames).toEqual(["second"]);
    await kind.remove("holder", "second");
    expect((await kind.list("holder")).PolicyNames).toEqual(["First"]);
  });

  test("are refused for one that is not there, when they are no policies, and when they are not there", async () => {
    await expectServiceError(kind.put("nobody", "p", "not even JSON"), {
      name: "NoSuchEntityException",
      status: 404,
      message: `The ${kind.kind} with name nobody cannot be found.`,
    });
    await kind.create("strict");
    await expectServiceError(kind.put("strict", "p", "not even JSON"), {
      name: "MalformedPolicyDocumentException",
      status: 400,
    });
    await expectServiceError(kind.put("strict", "p q", READ), { name: "ValidationError", status: 400 });
    const absent = {
      name: "NoSuchEntityException",
      status: 404,
      message: `The ${kind.kind} policy with name p cannot be found.`,
    };
    await expectServiceError(kind.get("strict", "p"), absent);
    await expectServiceError(kind.remove("strict", "p"), absent);
  });

  test("have a limit in size for all of them together, white space not counted", async () => {
    const of = (length: number): string =>
      policyText({ Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(length)}` });
    const rest = of(0).length;
    await kind.create("packed");
    await kind.put("packed", "small", of(100).replaceAll(":{", ": \n {"));
    await kind.put("packed", "large", of(kind.sizeMax - 100 - 2 * rest));
    const refused = { name: "LimitExceededException", status: 409 };
    await expectServiceError(kind.put("packed", "small", of(101)), {
      ...refused,
      message: `Maximum policy size of ${kind.sizeMax} bytes exceeded for ${kind.kind} packed`,
    });
    await expectServiceError(kind.put("packed", "third", of(0)), refused);
    await kind.put("packed", "small", of(99));
  });
});

describe("permissions boundaries", () => {
  const BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess";

  test("are set, replaced and taken off users", async () => {
    await iam.send(new CreateUserCommand({ UserName: "fenced" }));
    await iam.send(
      new PutUserPermissionsBoundaryCommand({
        UserName: "fenced",
        PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    );
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "fenced", PermissionsBoundary: BOUNDARY }));
    const { User } = await iam.send(new GetUserCommand({ UserName: "fenced" }));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "fenced" }));
    const after = await iam.send(new GetUserCommand({ UserName: "fenced" }));
    expect(after.User).not.toHaveProperty("PermissionsBoundary");
    await expectServiceError(iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "fenced" })), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });

  test("are set on roles and taken off again", async () => {
    const AssumeRolePolicyDocument = trustText({ Service: "glue.amazonaws.com" });
    await iam.send(new CreateRoleCommand({ RoleName: "fenced", AssumeRolePolicyDocument }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "fenced", PermissionsBoundary: BOUNDARY }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "fenced" }));
    expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "fenced" }));
    expect((await iam.send(new GetRoleCommand({ RoleName: "fenced" }))).Role).not.toHaveProperty("PermissionsBoundary");
  });

  test("must be policies that are there", async () => {
    await iam.send(new CreateUserCommand({ UserName: "unfenced" }));
    const arn = `arn:aws:iam::${server.accountId}:policy/nowhere`;
    await expectServiceError(
      iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "unfenced", PermissionsBoundary: arn })),
      {
        name: "NoSuchEntityException",
        status: 404,
        message: `Scope ARN: ${arn} does not exist or is not attachable.`,
      },
    );
  });
});
