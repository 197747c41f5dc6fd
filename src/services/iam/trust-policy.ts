/**
 * Trust policies of roles on their way in.
 */
import type { PolicyDocument } from "../../auth/policy/policy-document.ts";
import type { Reader } from "../../storage/record-store.ts";
import { iamArn, parseIamArn } from "./arns.ts";
import { malformedPolicyDocument } from "./errors.ts";
import { checkedDocument, requireTrustPolicySize } from "./policy-documents.ts";
import { findEntity } from "./store/entities.ts";
import { readGeneration } from "./store/generation.ts";
import { roleOfProfile } from "./store/instance-profiles.ts";
import type { InstanceProfileRecord, RoleRecord } from "./store/records.ts";
import { findUserById } from "./store/users.ts";
import { requireDocumentText } from "./validation.ts";

/** @throws {ServiceError} ValidationError; MalformedPolicyDocument; LimitExceeded */
export function checkedTrustPolicy(text: string, member: string): PolicyDocument {
  requireDocumentText(text, member);
  const document = checkedDocument(text, "trust");
  requireTrustPolicySize(text);
  return document;
}

/** Unique ids of the users and roles that a trust policy names, by their ARNs as it has them. */
export type TrustedIds = Readonly<Record<string, string>>;

/**
 * AWS: a trust policy must name users and roles that are there, and keeps to them: "the principal ARN is transformed to a unique principal ID when
 * the policy is saved", so that nobody gets the trust by taking the name of somebody who is gone (IAM user guide, reference_policies_elements_principal,
 * read 2026-11-23). Accounts of which this installation knows nothing are taken to have whatever is named, because they are somebody's real ones.
 *
 * @throws {ServiceError} MalformedPolicyDocument
 */
export function trustedIds(reader: Reader, accountId: string, trust: PolicyDocument): TrustedIds {
  const ids: Record<string, string> = {};
  for (const text of trust.statements.flatMap(({ principal }) => principal?.aws ?? [])) {
    const arn = parseIamArn(text);
    if (arn === undefined || (arn.kind !== "user" && arn.kind !== "role")) continue;
    const isKnownAccount = arn.accountId === accountId || readGeneration(reader, arn.accountId) > 0;
    if (!isKnownAccount) continue;
    const found = findEntity(reader, arn.accountId, arn.kind, arn.name);
    if (found === undefined || found.path !== arn.path || found.name !== arn.name)
      throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${text}"`);
    ids[text] = found.id;
  }
  return ids;
}

/**
 * The role with its trust policy as it is now: users that were renamed have their new ARNs, and of those that are gone the ids are left, which mean
 * nobody.
 */
export function withTrustOfNow(reader: Reader, role: RoleRecord): RoleRecord {
  const changed = new Map<string, string>();
  for (const [text, id] of Object.entries(role.trustedIds ?? {})) {
    const now = principalOfNow(reader, text, id);
    if (now !== text) changed.set(text, now);
  }
  if (changed.size === 0) return role;
  const document = JSON.parse(role.trustPolicy) as { Statement: TrustStatement | TrustStatement[] };
  for (const { Principal } of [document.Statement].flat()) {
    if (typeof Principal !== "object" || Principal.AWS === undefined) continue;
    const renamed = [Principal.AWS].flat().map((text) => changed.get(text) ?? text);
    Principal.AWS = typeof Principal.AWS === "string" ? (renamed[0] ?? Principal.AWS) : renamed;
  }
  return { ...role, trustPolicy: JSON.stringify(document) };
}

/** The role in an instance profile, as answers show it. */
export function profileRole(reader: Reader, accountId: string, profile: InstanceProfileRecord): RoleRecord | undefined {
  const role = roleOfProfile(reader, accountId, profile);
  return role === undefined ? undefined : withTrustOfNow(reader, role);
}

interface TrustStatement {
  readonly Principal?: string | { AWS?: string | string[] };
}

function principalOfNow(reader: Reader, text: string, id: string): string {
  const arn = parseIamArn(text);
  if (arn === undefined) return id;
  const { accountId, kind, name } = arn;
  if (kind === "role") return findEntity(reader, accountId, "role", name)?.id === id ? text : id;
  const user = findUserById(reader, accountId, id);
  return user === undefined ? id : iamArn(accountId, "user", user.path, user.name);
}
