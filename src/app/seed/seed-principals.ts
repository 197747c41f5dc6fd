/**
 * One policy, group, user or role of a seed file: made when it is not there, then brought to what the file says.
 */
import { iamArn } from "../../services/iam/arns.ts";
import { addUserToGroup } from "../../services/iam/operations/add-user-to-group.ts";
import { attachGroupPolicy } from "../../services/iam/operations/attach-group-policy.ts";
import { attachRolePolicy } from "../../services/iam/operations/attach-role-policy.ts";
import { attachUserPolicy } from "../../services/iam/operations/attach-user-policy.ts";
import { createGroup } from "../../services/iam/operations/create-group.ts";
import { createPolicyVersion } from "../../services/iam/operations/create-policy-version.ts";
import { createPolicy } from "../../services/iam/operations/create-policy.ts";
import { createRole } from "../../services/iam/operations/create-role.ts";
import { createUser } from "../../services/iam/operations/create-user.ts";
import { deletePolicyVersion } from "../../services/iam/operations/delete-policy-version.ts";
import { putGroupPolicy } from "../../services/iam/operations/put-group-policy.ts";
import { putRolePermissionsBoundary } from "../../services/iam/operations/put-role-permissions-boundary.ts";
import { putRolePolicy } from "../../services/iam/operations/put-role-policy.ts";
import { putUserPermissionsBoundary } from "../../services/iam/operations/put-user-permissions-boundary.ts";
import { putUserPolicy } from "../../services/iam/operations/put-user-policy.ts";
import { tagRole } from "../../services/iam/operations/tag-role.ts";
import { tagUser } from "../../services/iam/operations/tag-user.ts";
import { updateAssumeRolePolicy } from "../../services/iam/operations/update-assume-role-policy.ts";
import { POLICY_VERSIONS_MAX } from "../../services/iam/limits.ts";
import { findEntity } from "../../services/iam/store/entities.ts";
import { defaultDocument, findPolicyByName } from "../../services/iam/store/policies.ts";
import type { EntityKind } from "../../services/iam/store/records.ts";
import type { SeedCaller } from "./seed-caller.ts";
import type { SeedGroup, SeedPolicy, SeedRole, SeedUser } from "./seed-file.ts";
import { setKey } from "./seed-keys.ts";

export async function seedPolicy(caller: SeedCaller, policy: SeedPolicy): Promise<void> {
  const { iam, accountId } = caller;
  const { at, document: PolicyDocument, name: PolicyName } = policy;
  const known = await iam.records.read((reader) => findPolicyByName(reader, accountId, PolicyName));
  if (known === undefined) {
    const { path: Path, description: Description } = policy;
    return caller.call(createPolicy, { PolicyName, PolicyDocument, Path, Description }, at);
  }
  if (defaultDocument(known) === PolicyDocument) return;
  const PolicyArn = iamArn(accountId, "policy", known.path, known.name);
  const oldest = known.versions.find(({ number }) => number !== known.defaultVersion);
  if (known.versions.length >= POLICY_VERSIONS_MAX && oldest !== undefined)
    await caller.call(deletePolicyVersion, { PolicyArn, VersionId: `v${oldest.number}` }, at);
  await caller.call(createPolicyVersion, { PolicyArn, PolicyDocument, SetAsDefault: true }, at);
}

export async function seedGroup(caller: SeedCaller, group: SeedGroup): Promise<void> {
  const { name: GroupName, path: Path, at } = group;
  if (!(await isThere(caller, "group", GroupName))) await caller.call(createGroup, { GroupName, Path }, at);
  for (const [PolicyName, PolicyDocument] of group.policies)
    await caller.call(putGroupPolicy, { GroupName, PolicyName, PolicyDocument }, `${at}.policies.${PolicyName}`);
  for (const PolicyArn of group.managedPolicies)
    await caller.call(attachGroupPolicy, { GroupName, PolicyArn }, `${at}.managedPolicies`);
}

export async function seedUser(caller: SeedCaller, user: SeedUser): Promise<void> {
  const { name: UserName, path: Path, permissionsBoundary: PermissionsBoundary, at } = user;
  const Tags = user.tags.map(([Key, Value]) => ({ Key, Value }));
  if (!(await isThere(caller, "user", UserName)))
    await caller.call(createUser, { UserName, Path, PermissionsBoundary, Tags }, at);
  else {
    if (Tags.length > 0) await caller.call(tagUser, { UserName, Tags }, `${at}.tags`);
    if (PermissionsBoundary !== undefined)
      await caller.call(putUserPermissionsBoundary, { UserName, PermissionsBoundary }, `${at}.permissionsBoundary`);
  }
  for (const [PolicyName, PolicyDocument] of user.policies)
    await caller.call(putUserPolicy, { UserName, PolicyName, PolicyDocument }, `${at}.policies.${PolicyName}`);
  for (const PolicyArn of user.managedPolicies)
    await caller.call(attachUserPolicy, { UserName, PolicyArn }, `${at}.managedPolicies`);
  for (const GroupName of user.groups) await caller.call(addUserToGroup, { UserName, GroupName }, `${at}.groups`);
  for (const key of user.keys) await setKey(caller, key, UserName);
}

export async function seedRole(caller: SeedCaller, role: SeedRole): Promise<void> {
  const { name: RoleName, path: Path, permissionsBoundary: PermissionsBoundary, at } = role;
  const { trustPolicy, description: Description, maxSessionSeconds: MaxSessionDuration } = role;
  const Tags = role.tags.map(([Key, Value]) => ({ Key, Value }));
  if (!(await isThere(caller, "role", RoleName))) {
    const made = { RoleName, Path, PermissionsBoundary, Tags, Description, MaxSessionDuration };
    await caller.call(createRole, { ...made, AssumeRolePolicyDocument: trustPolicy }, at);
  } else {
    await caller.call(updateAssumeRolePolicy, { RoleName, PolicyDocument: trustPolicy }, `${at}.trustPolicy`);
    if (Tags.length > 0) await caller.call(tagRole, { RoleName, Tags }, `${at}.tags`);
    if (PermissionsBoundary !== undefined)
      await caller.call(putRolePermissionsBoundary, { RoleName, PermissionsBoundary }, `${at}.permissionsBoundary`);
  }
  for (const [PolicyName, PolicyDocument] of role.policies)
    await caller.call(putRolePolicy, { RoleName, PolicyName, PolicyDocument }, `${at}.policies.${PolicyName}`);
  for (const PolicyArn of role.managedPolicies)
    await caller.call(attachRolePolicy, { RoleName, PolicyArn }, `${at}.managedPolicies`);
}

function isThere({ iam, accountId }: SeedCaller, kind: EntityKind, name: string): Promise<boolean> {
  return iam.records.read((reader) => findEntity(reader, accountId, kind, name) !== undefined);
}
