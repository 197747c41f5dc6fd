/**
 * Which of an entity's policies grant anything of a service, for ListPoliciesGrantingServiceAccess. Conditions, boundaries and denials are not
 * weighed: AWS says so too (API reference).
 */
import type { PolicyGrantingServiceAccess } from "@aws-sdk/client-iam";
import { parsePolicy } from "../../auth/policy/parse-policy.ts";
import type { PatternElement, PolicyDocument } from "../../auth/policy/policy-document.ts";
import { parseIamArn } from "./arns.ts";
import { documentOf, type PolicyPlace } from "./policy-compiler.ts";
import { findEntity } from "./store/entities.ts";
import type { EntityKind, EntityRecord, UserRecord } from "./store/records.ts";

/** A policy of the entity or, for users, of one of its groups. */
export interface GrantingPolicy {
  readonly shape: PolicyGrantingServiceAccess;
  readonly document: PolicyDocument;
}

const TYPES = { user: "USER", group: "GROUP", role: "ROLE" } as const;

export function policiesOfEntity(place: PolicyPlace, kind: EntityKind, record: EntityRecord): GrantingPolicy[] {
  const inline = record.inline.map(({ name, document }) => ({
    shape: {
      PolicyName: name,
      PolicyType: "INLINE" as const,
      EntityType: TYPES[kind],
      EntityName: record.name,
    },
    document: parsePolicy(document, "stored"),
  }));
  const managed = record.attached.flatMap((arn) => {
    const text = documentOf(place, arn);
    if (text === undefined) return [];
    const shape = { PolicyName: parseIamArn(arn)?.name ?? "", PolicyType: "MANAGED" as const, PolicyArn: arn };
    return [{ shape, document: parsePolicy(text, "stored") }];
  });
  return [...inline, ...managed];
}

/** Those of the groups come after the user's own; a managed policy that is attached twice is told once. */
export function policiesOfUser(place: PolicyPlace, user: UserRecord): GrantingPolicy[] {
  const { reader, accountId } = place;
  const groups = user.groups
    .map((name) => findEntity(reader, accountId, "group", name))
    .filter((group) => group !== undefined);
  const all = [
    ...policiesOfEntity(place, "user", user),
    ...groups.flatMap((group) => policiesOfEntity(place, "group", group)),
  ];
  const seen = new Set<string>();
  return all.filter(({ shape: { PolicyArn } }) => {
    if (PolicyArn === undefined) return true;
    const isNew = !seen.has(PolicyArn);
    seen.add(PolicyArn);
    return isNew;
  });
}

/** Whether a statement allows any action of the service. */
export function grantsService({ statements }: PolicyDocument, namespace: string): boolean {
  const service = namespace.toLowerCase();
  return statements.some(({ effect, action }) => effect === "Allow" && reaches(action, service));
}

function reaches({ isNegated, patterns }: PatternElement, service: string): boolean {
  const folded = patterns.map((pattern) => pattern.toLowerCase());
  if (isNegated) return !folded.some((pattern) => pattern === "*" || pattern === `${service}:*`);
  return folded.some((pattern) => pattern === "*" || pattern.startsWith(`${service}:`));
}
