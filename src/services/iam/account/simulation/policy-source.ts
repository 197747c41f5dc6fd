/**
 * The user, group or role whose policies a simulation or a report is about, and all policies that decide for it, with their texts.
 */
import { compilePolicy } from "../../../../auth/policy/compile-policy.ts";
import type { PolicyPrincipal } from "../../../../auth/policy/policy-request.ts";
import { iamArn, parseIamArn } from "../../arns.ts";
import { invalidInput } from "../../errors.ts";
import { AWS_ACCOUNT } from "../../managed-policies/aws-policies.ts";
import { documentOf, type PolicyPlace } from "../../policy-compiler.ts";
import { findEntity, requireEntity } from "../../store/entities.ts";
import type { EntityKind, EntityRecord, RoleRecord, TagRecord, UserRecord } from "../../store/records.ts";
import { noSuchEntity } from "../../errors.ts";
import type { SimulatedPolicy } from "./simulate.ts";

export type PolicySourceEntity =
  | { readonly kind: "user"; readonly arn: string; readonly record: UserRecord }
  | { readonly kind: "role"; readonly arn: string; readonly record: RoleRecord }
  | { readonly kind: "group"; readonly arn: string; readonly record: EntityRecord };

/** @throws {ServiceError} InvalidInput for an ARN of something else; NoSuchEntity */
export function requireSource({ reader, accountId }: PolicyPlace, arn: string): PolicySourceEntity {
  const parsed = parseIamArn(arn);
  const kind = parsed?.kind;
  if (parsed === undefined || (kind !== "user" && kind !== "group" && kind !== "role"))
    throw invalidInput(`Invalid Entity Arn: ${arn}`);
  if (parsed.accountId !== accountId) throw noSuchEntity(`ARN ${arn} was not found.`);
  const record = requireEntity(reader, accountId, kind, parsed.name);
  // Names are found without case and path; permission was asked for the ARN as it was written.
  if (iamArn(accountId, kind, record.path, record.name) !== arn) throw noSuchEntity(`ARN ${arn} was not found.`);
  return { kind, arn, record } as PolicySourceEntity;
}

/** Own and attached policies; of users also those of their groups. */
export function policiesOfSource(place: PolicyPlace, { kind, record }: PolicySourceEntity): readonly SimulatedPolicy[] {
  const own = policiesOfRecord(place, kind, record);
  if (kind !== "user") return own;
  const groups = record.groups
    .map((name) => findEntity(place.reader, place.accountId, "group", name))
    .filter((group) => group !== undefined);
  return [...own, ...groups.flatMap((group) => policiesOfRecord(place, "group", group))];
}

function policiesOfRecord(
  place: PolicyPlace,
  kind: EntityKind,
  { name, inline, attached }: EntityRecord,
): readonly SimulatedPolicy[] {
  return [
    ...inline.map(({ name: policyName, document }) => {
      const id = `${kind}_${name}_${policyName}`;
      return { compiled: compilePolicy({ layer: "identity-policy", id }, document), text: document, id, type: kind };
    }),
    ...attached.flatMap((arn) => {
      const policy = managedPolicy(place, arn, "identity-policy");
      return policy === undefined ? [] : [policy];
    }),
  ];
}

function managedPolicy(
  place: PolicyPlace,
  arn: string,
  layer: "identity-policy" | "permissions-boundary",
): SimulatedPolicy | undefined {
  const text = documentOf(place, arn);
  if (text === undefined) return undefined;
  const { accountId, name = arn } = parseIamArn(arn) ?? {};
  const type = accountId === AWS_ACCOUNT ? "aws-managed" : "user-managed";
  return { compiled: compilePolicy({ layer, id: arn }, text), text, id: name, type };
}

export function boundaryOfSource(place: PolicyPlace, source: PolicySourceEntity): SimulatedPolicy | undefined {
  if (source.kind === "group" || source.record.boundaryArn === undefined) return undefined;
  return managedPolicy(place, source.record.boundaryArn, "permissions-boundary");
}

/** The caller that the entity's policies are asked for. */
export function principalOfSource(accountId: string, { kind, arn }: PolicySourceEntity): PolicyPrincipal {
  if (kind === "role") return { type: "assumed-role", accountId, arn: undefined, roleArn: arn };
  return { type: "user", accountId, arn: kind === "user" ? arn : undefined };
}

/** The context keys that a request of the entity would have by itself. */
export function contextOfSource(
  accountId: string,
  { kind, arn, record }: PolicySourceEntity,
): ReadonlyMap<string, string> {
  const keys = new Map([["aws:principalaccount", accountId]]);
  if (kind === "group") return keys;
  keys.set("aws:principalarn", arn);
  keys.set("aws:principaltype", kind === "user" ? "User" : "AssumedRole");
  for (const { Key, Value } of record.tags as readonly TagRecord[])
    keys.set(`aws:principaltag/${Key.toLowerCase()}`, Value);
  if (kind === "user") {
    keys.set("aws:username", record.name);
    keys.set("aws:userid", record.id);
  }
  return keys;
}
