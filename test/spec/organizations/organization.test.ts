/**
 * The organization, its accounts and its units through the SDK.
 */
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  CreateOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DeleteOrganizationalUnitCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  DescribeOrganizationalUnitCommand,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
} from "@aws-sdk/client-organizations";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveConfig } from "../../../src/app/config.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { expectServiceError, startTestServer, type TestServer } from "../../support/server.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const clock = systemClock();
let server: TestServer;
let client: OrganizationsClient;
let rootId: string;
beforeAll(async () => {
  server = await startTestServer({ clock });
  client = server.client(OrganizationsClient);
});
afterAll(() => server.close());

async function createAccount(name: string): Promise<string> {
  const { CreateAccountStatus } = await client.send(
    new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
  );
  const { CreateAccountStatus: status } = await client.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
  );
  return status?.AccountId ?? expect.unreachable(`no account: ${JSON.stringify(status)}`);
}

async function createOu(parentId: string, name: string): Promise<string> {
  const { OrganizationalUnit } = await client.send(
    new CreateOrganizationalUnitCommand({ ParentId: parentId, Name: name }),
  );
  return OrganizationalUnit?.Id ?? expect.unreachable("no unit");
}

describe("before there is an organization", () => {
  test("every question about one is refused, after the input was checked", async () => {
    const refusal = { name: "AWSOrganizationsNotInUseException", status: 400 } as const;
    await expectServiceError(client.send(new DescribeOrganizationCommand({})), {
      ...refusal,
      message: "Your account is not a member of an organization.",
    });
    await expectServiceError(client.send(new ListRootsCommand({})), refusal);
    await expectServiceError(client.send(new CreateAccountCommand({ AccountName: "a", Email: "a@b.co" })), refusal);
    await expectServiceError(client.send(new DescribeAccountCommand({ AccountId: "12" })), {
      name: "InvalidInputException",
      status: 400,
    });
  });
});

describe("the organization", () => {
  test("is made with all features, one root and its management account", async () => {
    const { Organization } = await client.send(new CreateOrganizationCommand({}));
    expect(Organization?.Id).toMatch(/^o-[a-z0-9]{10,32}$/);
    expect(Organization).toMatchObject({
      FeatureSet: "ALL",
      MasterAccountId: server.accountId,
      Arn: `arn:aws:organizations::${server.accountId}:organization/${Organization?.Id}`,
      MasterAccountArn: `arn:aws:organizations::${server.accountId}:account/${Organization?.Id}/${server.accountId}`,
      AvailablePolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }],
    });
    const described = await client.send(new DescribeOrganizationCommand({}));
    expect(described.Organization).toEqual(Organization);
    const { Roots } = await client.send(new ListRootsCommand({}));
    expect(Roots).toHaveLength(1);
    rootId = Roots?.[0]?.Id ?? "";
    expect(rootId).toMatch(/^r-[0-9a-z]{4}$/);
    // No policy type is enabled in a new root.
    expect(Roots?.[0]).toMatchObject({ Name: "Root", PolicyTypes: [] });
    const { Accounts } = await client.send(new ListAccountsCommand({}));
    expect(Accounts).toMatchObject([{ Id: server.accountId, Status: "ACTIVE", JoinedMethod: "INVITED" }]);
  });

  test("is one for each account", async () => {
    await expectServiceError(client.send(new CreateOrganizationCommand({})), {
      name: "AlreadyInOrganizationException",
      status: 400,
    });
  });

  test("has feature sets of which AWS knows two", async () => {
    const error = await expectServiceError(
      client.send(new CreateOrganizationCommand({ FeatureSet: "SOME" as "ALL" })),
      { name: "InvalidInputException", status: 400 },
    );
    expect(error["Reason"]).toBe("INVALID_ENUM");
  });
});

describe("accounts", () => {
  test("are made in the background: the first answer is IN_PROGRESS, the status soon SUCCEEDED", async () => {
    const { CreateAccountStatus } = await client.send(
      new CreateAccountCommand({
        AccountName: "Analytics",
        Email: "analytics@example.com",
        Tags: [{ Key: "team", Value: "data" }],
      }),
    );
    expect(CreateAccountStatus).toMatchObject({ State: "IN_PROGRESS", AccountName: "Analytics" });
    expect(CreateAccountStatus?.Id).toMatch(/^car-[a-z0-9]{32}$/);
    expect(CreateAccountStatus?.AccountId).toBeUndefined();
    const { CreateAccountStatus: status } = await client.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
    );
    expect(status).toMatchObject({ State: "SUCCEEDED", AccountId: expect.stringMatching(/^\d{12}$/) });
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: status?.AccountId }));
    expect(Account).toMatchObject({
      Name: "Analytics",
      Email: "analytics@example.com",
      Status: "ACTIVE",
      State: "ACTIVE",
      JoinedMethod: "CREATED",
    });
    expect(Account?.JoinedTimestamp).toBeInstanceOf(Date);
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: status?.AccountId }));
    expect(Tags).toEqual([{ Key: "team", Value: "data" }]);
  });

  test("cannot share an address: the request fails, not the call", async () => {
    const { CreateAccountStatus } = await client.send(
      new CreateAccountCommand({ AccountName: "Again", Email: "Analytics@example.com" }),
    );
    expect(CreateAccountStatus?.State).toBe("IN_PROGRESS");
    const { CreateAccountStatus: status } = await client.send(
      new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: CreateAccountStatus?.Id }),
    );
    expect(status).toMatchObject({ State: "FAILED", FailureReason: "EMAIL_ALREADY_EXISTS" });
    expect(status?.AccountId).toBeUndefined();
    const failed = await client.send(new ListCreateAccountStatusCommand({ States: ["FAILED"] }));
    expect(failed.CreateAccountStatuses?.map(({ Id }) => Id)).toEqual([status?.Id]);
  });

  test("are refused a bad address, role name or tag before anything else", async () => {
    const bad = async (input: object, reason: string): Promise<void> => {
      const error = await expectServiceError(
        client.send(new CreateAccountCommand({ AccountName: "x", Email: "x@example.com", ...input })),
        { name: "InvalidInputException", status: 400 },
      );
      expect(error["Reason"]).toBe(reason);
    };
    await bad({ Email: "nobody" }, "INVALID_PATTERN");
    await bad({ Email: "a@b" }, "MIN_LENGTH_EXCEEDED");
    await bad({ Email: "a b@example.com" }, "INVALID_PATTERN");
    await bad({ Email: "a@@example.com" }, "INVALID_PATTERN");
    await bad({ AccountName: "n".repeat(51) }, "MAX_LENGTH_EXCEEDED");
    await bad({ RoleName: "a role" }, "INVALID_ROLE_NAME");
    await bad({ Tags: [{ Key: "aws:x", Value: "" }] }, "INVALID_SYSTEM_TAGS_PARAMETER");
    await bad(
      {
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "a", Value: "2" },
        ],
      },
      "DUPLICATE_TAG_KEY",
    );
  });

  test("that do not exist are not found", async () => {
    await expectServiceError(client.send(new DescribeAccountCommand({ AccountId: "000000000001" })), {
      name: "AccountNotFoundException",
      status: 400,
      message: "You specified an account that doesn't exist.",
    });
    await expectServiceError(
      client.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: `car-${"0".repeat(32)}` })),
      { name: "CreateAccountStatusNotFoundException", status: 400 },
    );
  });

  test("are listed page by page, each of them once", async () => {
    await createAccount("paged-1");
    await createAccount("paged-2");
    const ids: string[] = [];
    for await (const page of paginateListAccounts({ client, pageSize: 2 }, {})) {
      expect(page.Accounts?.length).toBeLessThanOrEqual(2);
      ids.push(...(page.Accounts ?? []).map(({ Id }) => Id ?? ""));
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(4);
    const error = await expectServiceError(client.send(new ListAccountsCommand({ NextToken: "nonsense" })), {
      name: "InvalidInputException",
      status: 400,
    });
    expect(error["Reason"]).toBe("INVALID_NEXT_TOKEN");
  });
});

describe("organizational units", () => {
  test("have names that are unique below one parent, and a path", async () => {
    const parent = await createOu(rootId, "Workloads");
    const child = await createOu(parent, "Production");
    const { OrganizationalUnit } = await client.send(
      new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: child }),
    );
    expect(OrganizationalUnit).toMatchObject({
      Name: "Production",
      Path: expect.stringContaining(`${rootId}/${parent}/${child}/`),
    });
    expect(OrganizationalUnit?.Arn).toMatch(new RegExp(`:ou/o-[a-z0-9]+/${child}$`));
    await expectServiceError(
      client.send(new CreateOrganizationalUnitCommand({ ParentId: parent, Name: "Production" })),
      {
        name: "DuplicateOrganizationalUnitException",
        status: 400,
        message: "An OU with the same name already exists.",
      },
    );
    await createOu(rootId, "Production");
    const { OrganizationalUnits } = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: rootId }),
    );
    expect(OrganizationalUnits?.map(({ Name }) => Name).toSorted()).toEqual(["Production", "Workloads"]);
    const { Parents } = await client.send(new ListParentsCommand({ ChildId: child }));
    expect(Parents).toEqual([{ Id: parent, Type: "ORGANIZATIONAL_UNIT" }]);
    await client.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: child, Name: "Live" }));
    await createOu(parent, "Production");
    await expectServiceError(
      client.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: child, Name: "Production" })),
      { name: "DuplicateOrganizationalUnitException", status: 400 },
    );
  });

  test("go five levels deep", async () => {
    let parent = rootId;
    for (let level = 1; level <= 5; level++) parent = await createOu(parent, `level ${level}`);
    const error = await expectServiceError(
      client.send(new CreateOrganizationalUnitCommand({ ParentId: parent, Name: "level 6" })),
      { name: "ConstraintViolationException", status: 400 },
    );
    expect(error["Reason"]).toBe("OU_DEPTH_LIMIT_EXCEEDED");
  });

  test("go when they are empty", async () => {
    const parent = await createOu(rootId, "Leaving");
    const child = await createOu(parent, "Inner");
    await expectServiceError(client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: parent })), {
      name: "OrganizationalUnitNotEmptyException",
      status: 400,
    });
    await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: child }));
    await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: parent }));
    await expectServiceError(client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: parent })), {
      name: "OrganizationalUnitNotFoundException",
      status: 400,
    });
  });

  test("hold accounts, which move from one parent to another", async () => {
    const id = await createAccount("mover");
    const there = await createOu(rootId, "There");
    const move = (source: string, destination: string) =>
      client.send(new MoveAccountCommand({ AccountId: id, SourceParentId: source, DestinationParentId: destination }));
    const nowhere = `ou-${rootId.slice(2)}-zzzzzzzz`;
    await expectServiceError(move(nowhere, there), { name: "SourceParentNotFoundException", status: 400 });
    await expectServiceError(move(rootId, nowhere), { name: "DestinationParentNotFoundException", status: 400 });
    await expectServiceError(move(rootId, rootId), { name: "DuplicateAccountException", status: 400 });
    await move(rootId, there);
    const { Accounts } = await client.send(new ListAccountsForParentCommand({ ParentId: there }));
    expect(Accounts?.map(({ Id }) => Id)).toEqual([id]);
    const { Children } = await client.send(new ListChildrenCommand({ ParentId: there, ChildType: "ACCOUNT" }));
    expect(Children).toEqual([{ Id: id, Type: "ACCOUNT" }]);
    const atRoot = await client.send(new ListChildrenCommand({ ParentId: rootId, ChildType: "ACCOUNT" }));
    expect(atRoot.Children?.map(({ Id }) => Id)).not.toContain(id);
    await expectServiceError(client.send(new ListChildrenCommand({ ParentId: nowhere, ChildType: "ACCOUNT" })), {
      name: "ParentNotFoundException",
      status: 400,
    });
  });

  test("and everything else take tags", async () => {
    const id = await createOu(rootId, "Tagged");
    await client.send(new TagResourceCommand({ ResourceId: id, Tags: [{ Key: "a", Value: "1" }] }));
    await client.send(
      new TagResourceCommand({
        ResourceId: id,
        Tags: [
          { Key: "a", Value: "2" },
          { Key: "b", Value: "" },
        ],
      }),
    );
    await client.send(new UntagResourceCommand({ ResourceId: id, TagKeys: ["b", "never"] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: id }));
    expect(Tags).toEqual([{ Key: "a", Value: "2" }]);
    await expectServiceError(client.send(new ListTagsForResourceCommand({ ResourceId: "000000000001" })), {
      name: "TargetNotFoundException",
      status: 400,
    });
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "" }));
    const error = await expectServiceError(client.send(new TagResourceCommand({ ResourceId: id, Tags: many })), {
      name: "ConstraintViolationException",
      status: 400,
    });
    expect(error["Reason"]).toBe("MAX_TAG_LIMIT_EXCEEDED");
  });
});

describe("the end", () => {
  test("a closed account is SUSPENDED, once", async () => {
    const id = await createAccount("closing");
    await client.send(new CloseAccountCommand({ AccountId: id }));
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: id }));
    expect(Account).toMatchObject({ Status: "SUSPENDED", State: "SUSPENDED" });
    await expectServiceError(client.send(new CloseAccountCommand({ AccountId: id })), {
      name: "AccountAlreadyClosedException",
      status: 400,
    });
    const error = await expectServiceError(client.send(new CloseAccountCommand({ AccountId: server.accountId })), {
      name: "ConstraintViolationException",
      status: 400,
    });
    expect(error["Reason"]).toBe("CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
  });

  test("an organization has ten accounts, closed ones among them", async () => {
    const listed = await client.send(new ListAccountsCommand({}));
    for (let count = listed.Accounts?.length ?? 0; count < 10; count++) await createAccount(`filler-${count}`);
    const error = await expectServiceError(
      client.send(new CreateAccountCommand({ AccountName: "eleven", Email: "eleven@example.com" })),
      { name: "ConstraintViolationException", status: 400 },
    );
    expect(error["Reason"]).toBe("ACCOUNT_NUMBER_LIMIT_EXCEEDED");
  });

  test("more accounts when the server is told so", async () => {
    const raised = await startTestServer({ organizationAccountQuota: 11 });
    const organizations = raised.client(OrganizationsClient);
    await organizations.send(new CreateOrganizationCommand({}));
    const create = (count: number) =>
      organizations.send(new CreateAccountCommand({ AccountName: `a${count}`, Email: `a${count}@example.com` }));
    for (let count = 2; count <= 11; count++) await create(count);
    await expectServiceError(create(12), { name: "ConstraintViolationException", status: 400 });
    await raised.close();
    expect(() => resolveConfig({}, { LAKEBED_ORGANIZATION_ACCOUNT_QUOTA: "many" })).toThrow(
      /LAKEBED_ORGANIZATION_ACCOUNT_QUOTA is "many": give a number of accounts from 1 to 10000/,
    );
  });

  test("a created account stays for seven days; the organization goes when all members have gone", async () => {
    const { Accounts } = await client.send(new ListAccountsCommand({}));
    const members = (Accounts ?? []).map(({ Id }) => Id ?? "").filter((id) => id !== server.accountId);
    const remove = (AccountId: string) => client.send(new RemoveAccountFromOrganizationCommand({ AccountId }));
    const early = await expectServiceError(remove(members[0] ?? ""), {
      name: "ConstraintViolationException",
      status: 400,
    });
    expect(early["Reason"]).toBe("WAIT_PERIOD_ACTIVE");
    clock.advance(7 * DAY_MS);
    await expectServiceError(client.send(new DeleteOrganizationCommand({})), {
      name: "OrganizationNotEmptyException",
      status: 400,
    });
    await expectServiceError(remove(server.accountId), {
      name: "MasterCannotLeaveOrganizationException",
      status: 400,
    });
    for (const id of members) await remove(id);
    await client.send(new DeleteOrganizationCommand({}));
    await expectServiceError(client.send(new ListAccountsCommand({})), {
      name: "AWSOrganizationsNotInUseException",
      status: 400,
    });
    // Nothing of it is left in the way of the next one.
    await client.send(new CreateOrganizationCommand({ FeatureSet: "CONSOLIDATED_BILLING" }));
    const roots = await client.send(new ListRootsCommand({}));
    const listed = await client.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId: roots.Roots?.[0]?.Id ?? "" }),
    );
    expect(listed.OrganizationalUnits).toEqual([]);
    expect((await client.send(new ListAccountsCommand({}))).Accounts).toHaveLength(1);
  });

  test("invitations answer that they are not there", async () => {
    await expectServiceError(
      client.send(new InviteAccountToOrganizationCommand({ Target: { Id: "111122223333", Type: "ACCOUNT" } })),
      { name: "NotImplemented", status: 501 },
    );
  });
});
