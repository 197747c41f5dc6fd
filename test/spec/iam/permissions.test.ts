/**
 * Which permissions IAM's own operations need, through the SDK and real policies: the ARNs have paths, and conditions see tags, boundaries and
 * policies as the requests and the resources have them.
 */
import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADeviceTagsCommand,
  ListUsersCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  SetDefaultPolicyVersionCommand,
  TagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamAs, makeUser, type Statement, trustText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let root: IAMClient;
const clients: IAMClient[] = [];
beforeAll(async () => {
  server = await startTestServer();
  root = server.client(IAMClient);
});
afterAll(() => {
  for (const client of clients) client.destroy();
  return server.close();
});

let count = 0;
/** A client of a new user that may do what the statements say. */
async function userWith(...statements: readonly Statement[]): Promise<IAMClient> {
  const client = iamAs(server, await makeUser(root, `caller-${(count += 1)}`, ...statements));
  clients.push(client);
  return client;
}

const DENIED = { name: "AccessDenied", status: 403 };
const arn = (resource: string): string => `arn:aws:iam::${server.accountId}:${resource}`;
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

describe("resources", () => {
  test("a user that may nothing is told what it may not, and on which user with its path", async () => {
    await root.send(new CreateUserCommand({ UserName: "pathed", Path: "/a/b/" }));
    const nobody = await userWith();
    await expectServiceError(nobody.send(new GetUserCommand({ UserName: "pathed" })), {
      ...DENIED,
      message: `is not authorized to perform: iam:GetUser on resource: ${arn("user/a/b/pathed")} because no identity-based policy allows the iam:GetUser action`,
    });
  });

  test("a permission on a path reaches the users below it and no others", async () => {
    const client = await userWith({ Action: "iam:GetUser", Resource: arn("user/team/*") });
    await root.send(new CreateUserCommand({ UserName: "inside", Path: "/team/" }));
    await root.send(new CreateUserCommand({ UserName: "outside" }));
    expect((await client.send(new GetUserCommand({ UserName: "inside" }))).User?.UserName).toBe("inside");
    await expectServiceError(client.send(new GetUserCommand({ UserName: "outside" })), DENIED);
  });

  test("a permission on oneself is one for calls without a name", async () => {
    const client = await userWith({
      Action: ["iam:GetUser", "iam:ListAccessKeys", "iam:CreateAccessKey", "iam:GetAccessKeyLastUsed"],
      // oxlint-disable-next-line no-template-curly-in-string
      Resource: arn("user/${aws:username}"),
    });
    expect((await client.send(new GetUserCommand({}))).User?.UserName).toMatch(/^caller-/);
    await client.send(new ListAccessKeysCommand({}));
    const { AccessKey } = await client.send(new CreateAccessKeyCommand({}));
    await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId }));
    const other = await makeUser(root, "keyholder");
    await expectServiceError(client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: other.accessKeyId })), {
      ...DENIED,
      message: `on resource: ${arn("user/keyholder")}`,
    });
    await expectServiceError(client.send(new ListAccessKeysCommand({ UserName: "keyholder" })), DENIED);
  });

  test("moving a user needs the permission where it is and where it goes", async () => {
    const client = await userWith({ Action: "iam:UpdateUser", Resource: arn("user/devs/*") });
    await root.send(new CreateUserCommand({ UserName: "mover", Path: "/devs/" }));
    await client.send(new UpdateUserCommand({ UserName: "mover", NewPath: "/devs/ml/" }));
    await expectServiceError(client.send(new UpdateUserCommand({ UserName: "mover", NewPath: "/admins/" })), {
      ...DENIED,
      message: `on resource: ${arn("user/admins/mover")}`,
    });
  });

  test("giving a role to machines needs the permission to pass it", async () => {
    const client = await userWith(
      { Action: "iam:AddRoleToInstanceProfile" },
      {
        Action: "iam:PassRole",
        Resource: arn("role/fleet/*"),
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      },
    );
    const AssumeRolePolicyDocument = trustText({ Service: "ec2.amazonaws.com" });
    await root.send(new CreateInstanceProfileCommand({ InstanceProfileName: "machines" }));
    for (const [RoleName, Path] of [
      ["powerful", "/"],
      ["modest", "/fleet/"],
    ] as const)
      await root.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument }));
    const add = (RoleName: string): Promise<unknown> =>
      client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "machines", RoleName }));
    await expectServiceError(add("powerful"), {
      ...DENIED,
      message: `is not authorized to perform: iam:PassRole on resource: ${arn("role/powerful")}`,
    });
    await add("modest");
  });

  test("a listing is a permission on all of a path", async () => {
    const client = await userWith({ Action: "iam:ListUsers", Resource: arn("user/team/") });
    await client.send(new ListUsersCommand({ PathPrefix: "/team/" }));
    await expectServiceError(client.send(new ListUsersCommand({})), { ...DENIED, message: arn("user/") });
  });

  test("AWS's policies can be read by whoever may read them, and those of another account by nobody", async () => {
    const client = await userWith({ Action: "iam:GetPolicy" });
    expect((await client.send(new GetPolicyCommand({ PolicyArn: READ_ONLY }))).Policy?.PolicyName).toBe(
      "ReadOnlyAccess",
    );
    await expectServiceError(
      client.send(new GetPolicyCommand({ PolicyArn: "arn:aws:iam::999999999999:policy/theirs" })),
      DENIED,
    );
  });
});

describe("conditions", () => {
  test("iam:PolicyARN says which policies may be attached", async () => {
    const client = await userWith({
      Action: "iam:AttachUserPolicy",
      Condition: { ArnEquals: { "iam:PolicyARN": READ_ONLY } },
    });
    await root.send(new CreateUserCommand({ UserName: "receiver" }));
    await client.send(new AttachUserPolicyCommand({ UserName: "receiver", PolicyArn: READ_ONLY }));
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await expectServiceError(client.send(new AttachUserPolicyCommand({ UserName: "receiver", PolicyArn })), DENIED);
  });

  test("iam:PermissionsBoundary is the one asked for when a user is made, and the one it has when it is changed", async () => {
    const Condition = { StringEquals: { "iam:PermissionsBoundary": READ_ONLY } };
    const client = await userWith(
      { Action: "iam:CreateUser", Condition },
      { Action: "iam:AttachUserPolicy", Condition },
      { Action: "iam:PutUserPermissionsBoundary", Condition },
    );
    await expectServiceError(client.send(new CreateUserCommand({ UserName: "free" })), DENIED);
    await client.send(new CreateUserCommand({ UserName: "bound", PermissionsBoundary: READ_ONLY }));
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
    await client.send(new AttachUserPolicyCommand({ UserName: "bound", PolicyArn }));
    await root.send(new CreateUserCommand({ UserName: "free" }));
    await expectServiceError(client.send(new AttachUserPolicyCommand({ UserName: "free", PolicyArn })), DENIED);
    await expectServiceError(
      client.send(
        new PutUserPermissionsBoundaryCommand({
          UserName: "bound",
          PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess",
        }),
      ),
      DENIED,
    );
  });

  test("tags of the request and of the resource are conditions", async () => {
    const client = await userWith(
      {
        Action: ["iam:CreateUser", "iam:TagUser"],
        Condition: {
          StringEquals: { "aws:RequestTag/team": "ml" },
          "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
        },
      },
      { Action: "iam:GetUser", Condition: { StringEquals: { "iam:ResourceTag/Team": "ml" } } },
    );
    await client.send(new CreateUserCommand({ UserName: "mine", Tags: [{ Key: "team", Value: "ml" }] }));
    await expectServiceError(
      client.send(new CreateUserCommand({ UserName: "theirs", Tags: [{ Key: "team", Value: "web" }] })),
      DENIED,
    );
    await expectServiceError(
      client.send(
        new TagUserCommand({
          UserName: "mine",
          Tags: [
            { Key: "team", Value: "ml" },
            { Key: "extra", Value: "" },
          ],
        }),
      ),
      DENIED,
    );
    await client.send(new GetUserCommand({ UserName: "mine" }));
    await root.send(new CreateUserCommand({ UserName: "untagged" }));
    await expectServiceError(client.send(new GetUserCommand({ UserName: "untagged" })), DENIED);
  });
});

describe("tags of what account administration keeps", () => {
  test("are conditions too, for devices as for users", async () => {
    const client = await userWith({
      Action: "iam:ListMFADeviceTags",
      Condition: { StringEquals: { "aws:ResourceTag/owner": "me" } },
    });
    const device = async (VirtualMFADeviceName: string, Value: string): Promise<string> => {
      const { VirtualMFADevice } = await root.send(
        new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName, Tags: [{ Key: "owner", Value }] }),
      );
      return VirtualMFADevice?.SerialNumber ?? "";
    };
    await client.send(new ListMFADeviceTagsCommand({ SerialNumber: await device("mine", "me") }));
    await expectServiceError(
      client.send(new ListMFADeviceTagsCommand({ SerialNumber: await device("theirs", "them") })),
      DENIED,
    );
  });
});

describe("effect", () => {
  test("a new version that is the default counts from the next request on", async () => {
    const client = await userWith();
    const { User } = await root.send(new GetUserCommand({ UserName: `caller-${count}` }));
    const UserName = User?.UserName;
    const document = (Effect: "Allow" | "Deny"): string =>
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action: "iam:GetRole", Resource: "*" }] });
    const { Policy } = await root.send(
      new CreatePolicyCommand({ PolicyName: "switching", PolicyDocument: document("Allow") }),
    );
    await root.send(
      new CreateRoleCommand({
        RoleName: "watched",
        AssumeRolePolicyDocument: trustText({ Service: "glue.amazonaws.com" }),
      }),
    );
    const look = (): Promise<unknown> => client.send(new GetRoleCommand({ RoleName: "watched" }));
    await expectServiceError(look(), DENIED);
    await root.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));
    await look();
    await root.send(
      new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: document("Deny"), SetAsDefault: true }),
    );
    await expectServiceError(look(), { ...DENIED, message: /explicit deny in an identity-based policy/ });
    await root.send(new SetDefaultPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: "v1" }));
    await look();
  });

  test("a permission of a group counts for its members only while they are in it", async () => {
    const client = await userWith();
    const UserName = `caller-${count}`;
    await root.send(new CreateGroupCommand({ GroupName: "readers" }));
    await root.send(new AttachGroupPolicyCommand({ GroupName: "readers", PolicyArn: READ_ONLY }));
    await expectServiceError(client.send(new GetUserCommand({})), DENIED);
    await root.send(new AddUserToGroupCommand({ GroupName: "readers", UserName }));
    await client.send(new GetUserCommand({}));
    await root.send(new RemoveUserFromGroupCommand({ GroupName: "readers", UserName }));
    await expectServiceError(client.send(new GetUserCommand({})), DENIED);
  });

  test("a boundary takes away what the policies grant", async () => {
    const client = await userWith({ Action: "iam:*" });
    const UserName = `caller-${count}`;
    await client.send(new TagUserCommand({ UserName, Tags: [{ Key: "k", Value: "v" }] }));
    await root.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: READ_ONLY }));
    await client.send(new GetUserCommand({}));
    await expectServiceError(client.send(new TagUserCommand({ UserName, Tags: [{ Key: "k", Value: "w" }] })), {
      ...DENIED,
      message: /no permissions boundary allows the iam:TagUser action/,
    });
  });
});
