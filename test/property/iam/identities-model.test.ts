/**
 * Any sequence of changes to users, groups and their policies leaves what a naive model says: names, members, attachments, indexes and counts agree,
 * refusals are those of the model, and the policies that decide are exact after every change, also for a second process on the same store.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AtHand } from "../../../src/kit/at-hand.ts";
import type { UserPrincipal } from "../../../src/auth/principal.ts";
import { createSealer } from "../../../src/auth/sealer.ts";
import type { RequestContext } from "../../../src/kit/context.ts";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { Identities } from "../../../src/kit/ports/identities.ts";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { coreOperations } from "../../../src/services/iam/core-operations.ts";
import { createIam, type Iam } from "../../../src/services/iam/iam.ts";
import { createIdentities } from "../../../src/services/iam/identities.ts";
import { openMemoryRecordStore } from "../../../src/storage/engines/memory/record-store.ts";

const ACCOUNT = "123456789012";
const POLICIES = ["AmazonS3ReadOnlyAccess", "AWSDenyAll", "IAMUserSSHKeys"].map(
  (name) => `arn:aws:iam::aws:policy/${name}`,
);
const context = {
  accountId: ACCOUNT,
  nowMs: 0,
  principal: { type: "root", accountId: ACCOUNT },
} as unknown as RequestContext;

interface ModelUser {
  id: string;
  name: string;
  readonly groups: Set<string>;
  readonly attached: Set<string>;
  boundary: string | undefined;
}
interface ModelGroup {
  name: string;
  readonly attached: Set<string>;
}
class Model {
  readonly users = new Map<string, ModelUser>();
  readonly groups = new Map<string, ModelGroup>();
}
interface World {
  readonly iam: Iam;
  readonly identities: readonly Identities[];
  /** Users that were deleted: their ids must mean nobody. */
  readonly gone: string[];
}

const fold = (name: string): string => name.toLowerCase();

/** One change: what the model says of it (an error code, or how the model changes), and the call. */
interface Change {
  readonly label: string;
  expected(model: Model): string | (() => void);
  call(iam: Iam): AtHand<unknown>;
}

const NONE = "NoSuchEntity";
const TAKEN = "EntityAlreadyExists";
const CONFLICT = "DeleteConflict";

const userChanges: Readonly<Record<string, (name: string, other: string, policy: string) => Change>> = {
  createUser: (name) => ({
    label: `CreateUser ${name}`,
    expected: ({ users }) =>
      users.has(fold(name))
        ? TAKEN
        : () => users.set(fold(name), { id: "", name, groups: new Set(), attached: new Set(), boundary: undefined }),
    call: (iam) => coreOperations.CreateUser.handle({ UserName: name }, context, iam),
  }),
  deleteUser: (name) => ({
    label: `DeleteUser ${name}`,
    expected({ users }) {
      const user = users.get(fold(name));
      if (user === undefined) return NONE;
      return user.attached.size + user.groups.size > 0 ? CONFLICT : () => users.delete(fold(name));
    },
    call: (iam) => coreOperations.DeleteUser.handle({ UserName: name }, context, iam),
  }),
  renameUser: (name, other) => ({
    label: `UpdateUser ${name} -> ${other}`,
    expected({ users }) {
      const user = users.get(fold(name));
      if (user === undefined) return NONE;
      if (fold(name) !== fold(other) && users.has(fold(other))) return TAKEN;
      return () => {
        users.delete(fold(name));
        user.name = other;
        users.set(fold(other), user);
      };
    },
    call: (iam) => coreOperations.UpdateUser.handle({ UserName: name, NewUserName: other }, context, iam),
  }),
  attachUser: (name, _other, policy) => ({
    label: `AttachUserPolicy ${name} ${policy}`,
    expected: ({ users }) => {
      const user = users.get(fold(name));
      return user === undefined ? NONE : () => user.attached.add(policy);
    },
    call: (iam) => coreOperations.AttachUserPolicy.handle({ UserName: name, PolicyArn: policy }, context, iam),
  }),
  detachUser: (name, _other, policy) => ({
    label: `DetachUserPolicy ${name} ${policy}`,
    expected({ users }) {
      const user = users.get(fold(name));
      return user?.attached.has(policy) === true ? () => user.attached.delete(policy) : NONE;
    },
    call: (iam) => coreOperations.DetachUserPolicy.handle({ UserName: name, PolicyArn: policy }, context, iam),
  }),
  putBoundary: (name, _other, policy) => ({
    label: `PutUserPermissionsBoundary ${name} ${policy}`,
    expected({ users }) {
      const user = users.get(fold(name));
      return user === undefined ? NONE : () => (user.boundary = policy);
    },
    call: (iam) =>
      coreOperations.PutUserPermissionsBoundary.handle({ UserName: name, PermissionsBoundary: policy }, context, iam),
  }),
  deleteBoundary: (name) => ({
    label: `DeleteUserPermissionsBoundary ${name}`,
    expected({ users }) {
      const user = users.get(fold(name));
      return user?.boundary === undefined ? NONE : () => (user.boundary = undefined);
    },
    call: (iam) => coreOperations.DeleteUserPermissionsBoundary.handle({ UserName: name }, context, iam),
  }),
};

const groupChanges: typeof userChanges = {
  createGroup: (name) => ({
    label: `CreateGroup ${name}`,
    expected: ({ groups }) =>
      groups.has(fold(name)) ? TAKEN : () => groups.set(fold(name), { name, attached: new Set() }),
    call: (iam) => coreOperations.CreateGroup.handle({ GroupName: name }, context, iam),
  }),
  deleteGroup: (name) => ({
    label: `DeleteGroup ${name}`,
    expected({ users, groups }) {
      const group = groups.get(fold(name));
      if (group === undefined) return NONE;
      const hasMembers = [...users.values()].some((user) => user.groups.has(fold(name)));
      return group.attached.size > 0 || hasMembers ? CONFLICT : () => groups.delete(fold(name));
    },
    call: (iam) => coreOperations.DeleteGroup.handle({ GroupName: name }, context, iam),
  }),
  renameGroup: (name, other) => ({
    label: `UpdateGroup ${name} -> ${other}`,
    expected({ users, groups }) {
      const group = groups.get(fold(name));
      if (group === undefined) return NONE;
      if (fold(name) !== fold(other) && groups.has(fold(other))) return TAKEN;
      return () => {
        groups.delete(fold(name));
        group.name = other;
        groups.set(fold(other), group);
        for (const user of users.values()) if (user.groups.delete(fold(name))) user.groups.add(fold(other));
      };
    },
    call: (iam) => coreOperations.UpdateGroup.handle({ GroupName: name, NewGroupName: other }, context, iam),
  }),
  attachGroup: (name, _other, policy) => ({
    label: `AttachGroupPolicy ${name} ${policy}`,
    expected({ groups }) {
      const group = groups.get(fold(name));
      return group === undefined ? NONE : () => group.attached.add(policy);
    },
    call: (iam) => coreOperations.AttachGroupPolicy.handle({ GroupName: name, PolicyArn: policy }, context, iam),
  }),
  detachGroup: (name, _other, policy) => ({
    label: `DetachGroupPolicy ${name} ${policy}`,
    expected({ groups }) {
      const group = groups.get(fold(name));
      return group?.attached.has(policy) === true ? () => group.attached.delete(policy) : NONE;
    },
    call: (iam) => coreOperations.DetachGroupPolicy.handle({ GroupName: name, PolicyArn: policy }, context, iam),
  }),
  addToGroup: (name, other) => ({
    label: `AddUserToGroup ${name} ${other}`,
    expected({ users, groups }) {
      const user = users.get(fold(other));
      return user === undefined || !groups.has(fold(name)) ? NONE : () => user.groups.add(fold(name));
    },
    call: (iam) => coreOperations.AddUserToGroup.handle({ GroupName: name, UserName: other }, context, iam),
  }),
  removeFromGroup: (name, other) => ({
    label: `RemoveUserFromGroup ${name} ${other}`,
    expected({ users, groups }) {
      const user = users.get(fold(other));
      return user === undefined || !groups.has(fold(name)) ? NONE : () => user.groups.delete(fold(name));
    },
    call: (iam) => coreOperations.RemoveUserFromGroup.handle({ GroupName: name, UserName: other }, context, iam),
  }),
};

async function apply(change: Change, model: Model, world: World): Promise<void> {
  const expected = change.expected(model);
  const before = [...model.users.values()];
  const outcome = await Promise.resolve(change.call(world.iam)).then(
    () => "ok",
    (error: unknown) => (error instanceof ServiceError ? error.code : String(error)),
  );
  expect(outcome, change.label).toBe(typeof expected === "string" ? expected : "ok");
  if (typeof expected !== "string") expected();
  for (const user of model.users.values())
    if (user.id === "") {
      const got = await coreOperations.GetUser.handle({ UserName: user.name }, context, world.iam);
      user.id = got.User?.UserId ?? "";
    }
  const left = new Set([...model.users.values()].map(({ id }) => id));
  world.gone.push(...before.map(({ id }) => id).filter((id) => !left.has(id)));
  await checkDeciding(model, world);
}

const principalOf = (userId: string): UserPrincipal => ({
  type: "user",
  accountId: ACCOUNT,
  accessKeyId: "AKIA",
  arn: "",
  userId,
  userName: "stale",
});

/** After every change, both processes: exactly the policies that are attached decide, and deleted users are nobody. */
async function checkDeciding({ users, groups }: Model, { identities, gone }: World): Promise<void> {
  for (const port of identities) {
    for (const user of users.values()) {
      const found = await port.policiesOf(principalOf(user.id));
      const own = [...user.attached];
      const fromGroups = [...user.groups].flatMap((name) => [...(groups.get(name)?.attached ?? [])]);
      expect(found.identity.map(({ source }) => source.id).sort()).toEqual([...own, ...fromGroups].sort());
      expect(found.boundary?.source.id).toBe(user.boundary);
    }
    for (const id of gone.slice(-2)) expect((await port.policiesOf(principalOf(id))).isThere).toBe(false);
  }
}

/** At the end: listings, members, indexes and counts. */
async function checkListings({ users, groups }: Model, iam: Iam): Promise<void> {
  const listed = await coreOperations.ListUsers.handle({}, context, iam);
  expect(listed.Users?.map(({ UserName }) => UserName)).toEqual(
    [...users.keys()].sort().map((key) => users.get(key)?.name),
  );
  for (const [key, group] of groups) {
    const { Users } = await coreOperations.GetGroup.handle({ GroupName: group.name }, context, iam);
    const members = [...users.values()].filter((user) => user.groups.has(key)).map(({ name }) => name);
    expect(Users?.map(({ UserName }) => UserName).sort()).toEqual(members.sort());
  }
  for (const policy of POLICIES) {
    const input = { PolicyArn: policy, PolicyUsageFilter: "PermissionsPolicy" } as const;
    const found = await coreOperations.ListEntitiesForPolicy.handle(input, context, iam);
    const having = <Item extends { attached: Set<string>; name: string }>(all: Iterable<Item>): string[] =>
      [...all]
        .filter(({ attached }) => attached.has(policy))
        .map(({ name }) => name)
        .sort();
    expect(found.PolicyUsers?.map(({ UserName }) => UserName).sort()).toEqual(having(users.values()));
    expect(found.PolicyGroups?.map(({ GroupName }) => GroupName).sort()).toEqual(having(groups.values()));
    const { Policy } = await coreOperations.GetPolicy.handle({ PolicyArn: policy }, context, iam);
    const bounded = [...users.values()].filter(({ boundary }) => boundary === policy).length;
    expect(Policy?.PermissionsBoundaryUsageCount).toBe(bounded);
  }
  const { SummaryMap } = await coreOperations.GetAccountSummary.handle({}, context, iam);
  expect([SummaryMap?.["Users"], SummaryMap?.["Groups"]]).toEqual([users.size, groups.size]);
}

/** What every sequence begins with, so that most changes find what they change. */
const START: readonly Change[] = ["ann", "bob"]
  .flatMap((name) => [userChanges["createUser"]?.(name, "", ""), groupChanges["createGroup"]?.(name, "", "")])
  .filter((change) => change !== undefined);

test("users, groups and policies are what a naive model says, after any sequence of changes", async () => {
  const makers = Object.values({ ...userChanges, ...groupChanges });
  const name = fc.constantFrom("ann", "Ann", "bob", "cy");
  const change = fc
    .tuple(fc.constantFrom(...makers), name, name, fc.constantFrom(...POLICIES))
    .map(([make, one, other, policy]) => make(one, other, policy));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40, size: "max" }), async (changes) => {
      const records = openMemoryRecordStore();
      const runtime = systemRuntime(silentLog());
      const dependencies = { records, runtime, sealer: createSealer(new Uint8Array(32), runtime.random) };
      const [iam, other] = [createIam(dependencies), createIam(dependencies)];
      const world: World = { iam, identities: [createIdentities(iam), createIdentities(other)], gone: [] };
      const model = new Model();
      for (const one of [...START, ...changes]) await apply(one, model, world);
      await checkListings(model, iam);
    }),
    { numRuns: 120 },
  );
});
