/**
 * Groups and their members through the SDK.
 */
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  paginateGetGroup,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
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

const READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const namesOf = (users: readonly { UserName: string | undefined }[] | undefined): (string | undefined)[] =>
  (users ?? []).map(({ UserName }) => UserName);

describe("behaviour", () => {
  test("CreateGroup gives a group with an id and an ARN, and ListGroups finds it below its path", async () => {
    const { Group } = await iam.send(new CreateGroupCommand({ GroupName: "Analysts", Path: "/data/" }));
    expect(Group).toMatchObject({
      GroupName: "Analysts",
      Path: "/data/",
      Arn: `arn:aws:iam::${server.accountId}:group/data/Analysts`,
    });
    expect(Group?.GroupId).toMatch(/^AGPA[A-Z2-7]{17}$/);
    const { Groups, IsTruncated } = await iam.send(new ListGroupsCommand({ PathPrefix: "/data/" }));
    expect(Groups).toEqual([Group]);
    expect(IsTruncated).toBe(false);
  });

  test("GetGroup gives the members page by page, and adding twice or removing a stranger changes nothing", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "crew" }));
    for (const UserName of ["c", "a", "b", "stranger"]) await iam.send(new CreateUserCommand({ UserName }));
    for (const UserName of ["c", "a", "b", "a"])
      await iam.send(new AddUserToGroupCommand({ GroupName: "crew", UserName }));
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: "crew", UserName: "stranger" }));
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateGetGroup({ client: iam, pageSize: 2 }, { GroupName: "crew" }))
      pages.push(namesOf(page.Users));
    expect(pages).toEqual([["a", "b"], ["c"]]);
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: "crew", UserName: "b" }));
    expect(namesOf((await iam.send(new GetGroupCommand({ GroupName: "crew" }))).Users)).toEqual(["a", "c"]);
  });

  test("UpdateGroup renames a group, and its members and policies stay", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "old" }));
    await iam.send(new CreateUserCommand({ UserName: "member" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "old", UserName: "member" }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "old", PolicyArn: READ_ONLY }));
    await iam.send(new UpdateGroupCommand({ GroupName: "old", NewGroupName: "new", NewPath: "/n/" }));
    expect(namesOf((await iam.send(new GetGroupCommand({ GroupName: "new" }))).Users)).toEqual(["member"]);
    const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: "member" }));
    expect(Groups?.map(({ Arn }) => Arn)).toEqual([`arn:aws:iam::${server.accountId}:group/n/new`]);
    const { AttachedPolicies } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: "new" }));
    expect(AttachedPolicies).toEqual([{ PolicyName: "AmazonS3ReadOnlyAccess", PolicyArn: READ_ONLY }]);
    const { PolicyGroups } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: READ_ONLY }));
    expect(PolicyGroups?.map(({ GroupName }) => GroupName)).toEqual(["new"]);
  });
});

describe("errors", () => {
  test("a group that is not there has no members, and a user that is not there joins none", async () => {
    const absent = { name: "NoSuchEntityException", status: 404 };
    await expectServiceError(iam.send(new GetGroupCommand({ GroupName: "nobody" })), {
      ...absent,
      message: "The group with name nobody cannot be found.",
    });
    await iam.send(new CreateGroupCommand({ GroupName: "lonely" }));
    await expectServiceError(iam.send(new AddUserToGroupCommand({ GroupName: "lonely", UserName: "ghost" })), {
      ...absent,
      message: "The user with name ghost cannot be found.",
    });
  });

  test("names are taken without regard to case", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "Taken" }));
    await expectServiceError(iam.send(new CreateGroupCommand({ GroupName: "taken" })), {
      name: "EntityAlreadyExistsException",
      status: 409,
      message: "Group with name taken already exists.",
    });
  });

  test("DeleteGroup refuses a group with policies or members", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "full" }));
    await iam.send(new CreateUserCommand({ UserName: "inside" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "full", UserName: "inside" }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "full", PolicyArn: READ_ONLY }));
    const conflict = { name: "DeleteConflictException", status: 409 };
    await expectServiceError(iam.send(new DeleteGroupCommand({ GroupName: "full" })), {
      ...conflict,
      message: "Cannot delete entity, must detach all policies first.",
    });
    await iam.send(new DetachGroupPolicyCommand({ GroupName: "full", PolicyArn: READ_ONLY }));
    await expectServiceError(iam.send(new DeleteGroupCommand({ GroupName: "full" })), {
      ...conflict,
      message: "Cannot delete entity, must remove users from group first.",
    });
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: "full", UserName: "inside" }));
    await iam.send(new DeleteGroupCommand({ GroupName: "full" }));
  });
});

describe("limits", () => {
  test("a user is in at most 10 groups", async () => {
    await iam.send(new CreateUserCommand({ UserName: "joiner" }));
    for (let number = 1; number <= 11; number++)
      await iam.send(new CreateGroupCommand({ GroupName: `club-${number}` }));
    for (let number = 1; number <= 10; number++)
      await iam.send(new AddUserToGroupCommand({ GroupName: `club-${number}`, UserName: "joiner" }));
    await expectServiceError(iam.send(new AddUserToGroupCommand({ GroupName: "club-11", UserName: "joiner" })), {
      name: "LimitExceededException",
      status: 409,
      message: "Cannot exceed quota for GroupsPerUser: 10",
    });
  });
});
