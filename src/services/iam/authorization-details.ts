/**
 * Everything an account's identities are and may do, entity by entity, for GetAccountAuthorizationDetails: groups, roles, users, then policies.
 */
import type { GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import type { Reader } from "../../storage/record-store.ts";
import { attachedShapes } from "./attached-policies.ts";
import type { ManagedPolicy } from "./managed-policy.ts";
import { PAGE_SIZE_MAX } from "./limits.ts";
import type { Section } from "./pagination.ts";
import type { PolicyPlace } from "./policy-compiler.ts";
import { encodedDocument } from "./policy-documents.ts";
import { awsPolicySection, ownPolicySection } from "./policy-listings.ts";
import {
  boundaryOf,
  groupShape,
  listedInstanceProfile,
  listedPolicy,
  listedUser,
  roleLastUsed,
  tagsOf,
  timeOf,
  versionShape,
} from "./shapes.ts";
import { findEntity, listEntities } from "./store/entities.ts";
import { listProfilesOfRole } from "./store/instance-profiles.ts";
import type { EntityRecord, GroupRecord, RoleRecord, UserRecord } from "./store/records.ts";
import { iamArn } from "./arns.ts";
import { withShownTrust } from "./trust-policy.ts";
import { readUse } from "./uses.ts";

/** One of them is set. */
export interface AuthorizationDetail {
  readonly user?: UserDetail;
  readonly group?: GroupDetail;
  readonly role?: RoleDetail;
  readonly policy?: ManagedPolicyDetail;
}

export const DETAIL_FILTERS = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] as const;

/** The sections that `filter` asks for; all of them when it is empty. */
export function detailSections(place: PolicyPlace, filter: readonly string[]): readonly Section<AuthorizationDetail>[] {
  const { reader, accountId } = place;
  const all: readonly (readonly [string, Section<AuthorizationDetail>])[] = [
    ["Group", entitySection(place, "group", (group) => ({ group: groupDetail(accountId, group) }))],
    ["Role", entitySection(place, "role", (role) => ({ role: roleDetail(reader, accountId, role) }))],
    ["User", entitySection(place, "user", (user) => ({ user: userDetail(reader, accountId, user) }))],
    [
      "LocalManagedPolicy",
      mapped(
        ownPolicySection(place, () => true),
        policyDetail,
      ),
    ],
    // AWS: of its own policies only those in use are listed (assumed from public transcripts).
    ["AWSManagedPolicy", mapped(awsPolicySection(place, isInUse), policyDetail)],
  ];
  return all.filter(([name]) => filter.length === 0 || filter.includes(name)).map(([, section]) => section);
}

const isInUse = (policy: ManagedPolicy): boolean => policy.attachmentCount + policy.boundaryCount > 0;

function entitySection<Kind extends "user" | "group" | "role">(
  { reader, accountId }: PolicyPlace,
  kind: Kind,
  detailOf: (
    record: Kind extends "user" ? UserRecord : Kind extends "role" ? RoleRecord : GroupRecord,
  ) => AuthorizationDetail,
): Section<AuthorizationDetail> {
  return {
    id: kind,
    list(page) {
      const listed = listEntities(reader, accountId, kind, { page });
      return { items: listed.items.map((item) => detailOf(item as Parameters<typeof detailOf>[0])), page: listed.page };
    },
  };
}

function mapped(
  section: Section<ManagedPolicy>,
  detailOf: (policy: ManagedPolicy) => AuthorizationDetail,
): Section<AuthorizationDetail> {
  return {
    id: section.id,
    list(page) {
      const listed = section.list(page);
      return { items: listed.items.map(detailOf), page: listed.page };
    },
  };
}

function inlineDetails({ inline }: EntityRecord): PolicyDetail[] {
  return inline.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: encodedDocument(document) }));
}

function userDetail(reader: Reader, accountId: string, user: UserRecord): UserDetail {
  const { PasswordLastUsed: _passwordLastUsed, ...shape } = listedUser(accountId, user);
  return {
    ...shape,
    UserPolicyList: inlineDetails(user),
    GroupList: user.groups
      .map((name) => findEntity(reader, accountId, "group", name)?.name)
      .filter((name) => name !== undefined),
    AttachedManagedPolicies: attachedShapes(user.attached),
    PermissionsBoundary: boundaryOf(user),
    Tags: tagsOf(user.tags) ?? [],
  };
}

function groupDetail(accountId: string, group: GroupRecord): GroupDetail {
  return {
    ...groupShape(accountId, group),
    GroupPolicyList: inlineDetails(group),
    AttachedManagedPolicies: attachedShapes(group.attached),
  };
}

function roleDetail(reader: Reader, accountId: string, record: RoleRecord): RoleDetail {
  const role = withShownTrust(reader, record);
  const profiles = listProfilesOfRole(reader, accountId, role.name, { limit: PAGE_SIZE_MAX, after: undefined }).items;
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: iamArn(accountId, "role", role.path, role.name),
    CreateDate: timeOf(role.createdMs),
    AssumeRolePolicyDocument: encodedDocument(role.trustPolicy),
    InstanceProfileList: profiles.map((profile) => listedInstanceProfile(accountId, profile, role)),
    RolePolicyList: inlineDetails(role),
    AttachedManagedPolicies: attachedShapes(role.attached),
    PermissionsBoundary: boundaryOf(role),
    Tags: tagsOf(role.tags) ?? [],
    RoleLastUsed: roleLastUsed(readUse(reader, accountId, "role", role.id)),
  };
}

function policyDetail(policy: ManagedPolicy): AuthorizationDetail {
  return {
    policy: {
      ...listedPolicy(policy),
      Description: policy.description,
      PolicyVersionList: policy.versions.map((version) => versionShape(policy, version, true)),
    },
  };
}
