/**
 * Records as IAM's answers show them. AWS: listings leave out what only the Get operations tell (tags, boundary, last use), and times have no
 * fraction of a second.
 */
import type {
  AttachedPermissionsBoundary,
  Group,
  InstanceProfile,
  Policy,
  PolicyVersion,
  Role,
  RoleLastUsed,
  Tag,
  User,
} from "@aws-sdk/client-iam";
import { iamArn } from "./arns.ts";
import type { ManagedPolicy, VersionView } from "./managed-policy.ts";
import { encodedDocument } from "./policy-documents.ts";
import type {
  GroupRecord,
  InstanceProfileRecord,
  PrincipalRecord,
  RoleRecord,
  TagRecord,
  UseRecord,
  UserRecord,
} from "./store/records.ts";

export function timeOf(ms: number): Date {
  return new Date(ms - (ms % 1000));
}

/** Absent rather than empty: AWS leaves out the element when there are no tags. */
export function tagsOf(tags: readonly TagRecord[]): Tag[] | undefined {
  return tags.length === 0 ? undefined : tags.map((tag) => ({ ...tag }));
}

export function boundaryOf({ boundaryArn }: PrincipalRecord): AttachedPermissionsBoundary | undefined {
  return boundaryArn === undefined
    ? undefined
    : { PermissionsBoundaryType: "PermissionsBoundaryPolicy", PermissionsBoundaryArn: boundaryArn };
}

export function listedUser(accountId: string, user: UserRecord): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: iamArn(accountId, "user", user.path, user.name),
    CreateDate: timeOf(user.createdMs),
    PasswordLastUsed: user.passwordLastUsedMs === undefined ? undefined : timeOf(user.passwordLastUsedMs),
  };
}

export function userShape(accountId: string, user: UserRecord): User {
  return { ...listedUser(accountId, user), PermissionsBoundary: boundaryOf(user), Tags: tagsOf(user.tags) };
}

export function groupShape(accountId: string, group: GroupRecord): Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: iamArn(accountId, "group", group.path, group.name),
    CreateDate: timeOf(group.createdMs),
  };
}

export function listedRole(accountId: string, role: RoleRecord): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: iamArn(accountId, "role", role.path, role.name),
    CreateDate: timeOf(role.createdMs),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** A role with all that CreateRole and GetRole tell but its last use. */
export function roleShape(accountId: string, role: RoleRecord): Role {
  return { ...listedRole(accountId, role), PermissionsBoundary: boundaryOf(role), Tags: tagsOf(role.tags) };
}

/** AWS: the element is there and empty for a role that was not used within 400 days. */
export function roleLastUsed(use: UseRecord | undefined): RoleLastUsed {
  return use === undefined ? {} : { LastUsedDate: timeOf(use.usedMs), Region: use.region };
}

export function listedInstanceProfile(
  accountId: string,
  profile: InstanceProfileRecord,
  role: RoleRecord | undefined,
): InstanceProfile {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: iamArn(accountId, "instance-profile", profile.path, profile.name),
    CreateDate: timeOf(profile.createdMs),
    Roles: role === undefined ? [] : [listedRole(accountId, role)],
  };
}

export function instanceProfileShape(
  accountId: string,
  profile: InstanceProfileRecord,
  role: RoleRecord | undefined,
): InstanceProfile {
  return { ...listedInstanceProfile(accountId, profile, role), Tags: tagsOf(profile.tags) };
}

export function listedPolicy(policy: ManagedPolicy): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: policy.attachmentCount,
    PermissionsBoundaryUsageCount: policy.boundaryCount,
    IsAttachable: true,
    CreateDate: timeOf(policy.createdMs),
    UpdateDate: timeOf(policy.updatedMs),
  };
}

/** AWS: the description and the tags are told by GetPolicy alone. */
export function policyShape(policy: ManagedPolicy): Policy {
  return { ...listedPolicy(policy), Description: policy.description, Tags: tagsOf(policy.tags) };
}

/** AWS: listings of versions have no document. */
export function versionShape(
  policy: Pick<ManagedPolicy, "defaultVersionId">,
  version: VersionView,
  withDocument: boolean,
): PolicyVersion {
  return {
    Document: withDocument ? encodedDocument(version.document) : undefined,
    VersionId: version.versionId,
    IsDefaultVersion: version.versionId === policy.defaultVersionId,
    CreateDate: timeOf(version.createdMs),
  };
}
