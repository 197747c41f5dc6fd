/**
 * Users through the SDK.
 */
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetGroupCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListUsersCommand,
  paginateListUsers,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyText } from "../../support/iam-story.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let iam: IAMClient;
beforeAll(async () => {
  server = await startTestServer();
  iam = server.client(IAMClient);
});
afterAll(() => server.close());

const READ = policyText({ Action: "s3:GetObject" });

describe("behaviour", () => {
  test("CreateUser gives a user with an id, an ARN with its path and its tags, and GetUser gives the same", async () => {
    const { User } = await iam.send(
      new CreateUserCommand({ UserName: "alice", Path: "/data/science/", Tags: [{ Key: "Team", Value: "ml" }] }),
    );
    expect(User).toMatchObject({
      UserName: "alice",
      Path: "/data/science/",
      Arn: `arn:aws:iam::${server.accountId}:user/data/science/alice`,
      Tags: [{ Key: "Team", Value: "ml" }],
    });
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(User?.CreateDate?.getMilliseconds()).toBe(0);
    const again = await iam.send(new GetUserCommand({ UserName: "alice" }));
    expect(again.User).toEqual(User);
  });

  test("names are found without case and kept as given", async () => {
    await iam.send(new CreateUserCommand({ UserName: "MixedCase" }));
    const { User } = await iam.send(new GetUserCommand({ UserName: "mixedcase" }));
    expect(User?.UserName).toBe("MixedCase");
  });

  test("GetUser without a name is the root user when the root user asks", async () => {
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User).toMatchObject({ UserId: server.accountId, Arn: `arn:aws:iam::${server.accountId}:root` });
    expect(User?.UserName).toBeUndefined();
  });

  test("UpdateUser renames and moves a user, and its groups, policies and keys stay", async () => {
    await iam.send(new CreateUserCommand({ UserName: "before" }));
    await iam.send(new CreateGroupCommand({ GroupName: "staff" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "staff", UserName: "before" }));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "reads", PolicyDocument: READ }));
    const PolicyArn = Policy?.Arn;
    await iam.send(new AttachUserPolicyCommand({ UserName: "before", PolicyArn }));
    const { User } = await iam.send(new GetUserCommand({ UserName: "before" }));
    await iam.send(new UpdateUserCommand({ UserName: "before", NewUserName: "after", NewPath: "/moved/" }));

    const renamed = (await iam.send(new GetUserCommand({ UserName: "after" }))).User;
    expect(renamed).toMatchObject({ UserId: User?.UserId, Path: "/moved/", UserName: "after" });
    await expectServiceError(iam.send(new GetUserCommand({ UserName: "before" })), {
      name: "NoSuchEntityException",
      status: 404,
      message: "The user with name before cannot be found.",
    });
    const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: "after" }));
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(["staff"]);
    const { Users } = await iam.send(new GetGroupCommand({ GroupName: "staff" }));
    expect(Users?.map(({ UserName }) => UserName)).toEqual(["after"]);
    const { AttachedPolicies } = await iam.send(new ListAttachedUserPoliciesCommand({ UserName: "after" }));
    expect(AttachedPolicies).toEqual([{ PolicyName: "reads", PolicyArn }]);
    const { PolicyUsers } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect(PolicyUsers).toEqual([{ UserName: "after", UserId: User?.UserId }]);
  });

  test("UpdateUser may change nothing but the case of a name", async () => {
    await iam.send(new CreateUserCommand({ UserName: "casey" }));
    await iam.send(new UpdateUserCommand({ UserName: "casey", NewUserName: "Casey" }));
    expect((await iam.send(new GetUserCommand({ UserName: "casey" }))).User?.UserName).toBe("Casey");
  });

  test("ListUsers gives the users below a path in the order of their names, page by page", async () => {
    for (const name of ["p3", "p1", "p2"]) await iam.send(new CreateUserCommand({ UserName: name, Path: "/paged/" }));
    const seen: (string | undefined)[][] = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, { PathPrefix: "/paged/" }))
      seen.push((page.Users ?? []).map(({ UserName }) => UserName));
    expect(seen.flat()).toEqual(["p1", "p2", "p3"]);
    expect(seen[0]).toHaveLength(2);
    const first = await iam.send(new ListUsersCommand({ PathPrefix: "/paged/", MaxItems: 2 }));
    expect(first.IsTruncated).toBe(true);
    expect((first.Users ?? []).every(({ Tags }) => Tags === undefined)).toBe(true);
  });

  test("a new user of an old name is another user", async () => {
    const first = (await iam.send(new CreateUserCommand({ UserName: "phoenix" }))).User;
    await iam.send(new DeleteUserCommand({ UserName: "phoenix" }));
    const second = (await iam.send(new CreateUserCommand({ UserName: "phoenix" }))).User;
    expect(second?.UserId).not.toBe(first?.UserId);
  });
});

describe("errors", () => {
  test("CreateUser checks the form of its members before anything else", async () => {
    await expectServiceError(iam.send(new CreateUserCommand({ UserName: "a b" })), {
      name: "ValidationError",
      status: 400,
      message:
        "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    });
    await expectServiceError(iam.send(new CreateUserCommand({ UserName: "bob", Path: "no-slashes" })), {
      name: "ValidationError",
      status: 400,
      message: /^The specified value for path is invalid\. It must begin and end with \//,
    });
    await expectServiceError(iam.send(new CreateUserCommand({ UserName: "x".repeat(65) })), {
      name: "ValidationError",
      status: 400,
      message: `1 validation error detected: Value '${"x".repeat(65)}' at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    });
  });

  test("CreateUser refuses a name that differs only by case, and UpdateUser too", async () => {
    await iam.send(new CreateUserCommand({ UserName: "unique" }));
    await iam.send(new CreateUserCommand({ UserName: "other" }));
    const taken = { name: "EntityAlreadyExistsException", status: 409 };
    await expectServiceError(iam.send(new CreateUserCommand({ UserName: "UNIQUE" })), {
      ...taken,
      message: "User with name UNIQUE already exists.",
    });
    await expectServiceError(iam.send(new UpdateUserCommand({ UserName: "other", NewUserName: "Unique" })), taken);
  });

  test("DeleteUser refuses a user that has policies, keys or groups, each in turn", async () => {
    const UserName = "busy";
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyArn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "p", PolicyDocument: READ }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    await iam.send(new CreateGroupCommand({ GroupName: "busy-group" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "busy-group", UserName }));
    const refused = (message: string): Promise<unknown> =>
      expectServiceError(iam.send(new DeleteUserCommand({ UserName })), {
        name: "DeleteConflictException",
        status: 409,
        message,
      });

    await refused("Cannot delete entity, must detach all policies first.");
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
    await refused("Cannot delete entity, must delete policies first.");
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "p" }));
    await refused("Cannot delete entity, must delete access keys first.");
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));
    await refused("Cannot delete entity, must remove users from group first.");
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: "busy-group", UserName }));
    await iam.send(new DeleteUserCommand({ UserName }));
    await expectServiceError(iam.send(new GetUserCommand({ UserName })), {
      name: "NoSuchEntityException",
      status: 404,
    });
  });

  test("listings refuse page sizes out of bounds and markers that are not theirs", async () => {
    await expectServiceError(iam.send(new ListUsersCommand({ MaxItems: 1001 })), {
      name: "ValidationError",
      status: 400,
      message:
        "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
    });
    await expectServiceError(iam.send(new ListUsersCommand({ Marker: "nonsense" })), {
      name: "ValidationError",
      status: 400,
    });
  });
});
