/**
 * The resource policy of a catalog: who may use it besides its account's identity policies, also from other accounts. One for each account and Region.
 * Developer guide, "Granting cross-account access" and "Resource-based policies for AWS Glue".
 */
import { createHash } from "node:crypto";
import { parsePolicy } from "../../../auth/policy/parse-policy.ts";
import type { PolicyStatement } from "../../../auth/policy/policy-document.ts";
import { orMalformed } from "../../../kit/malformed-policy.ts";
import type { GluePolicy } from "@aws-sdk/client-glue";
import { formatArn, parseArn } from "../../../kit/arn.ts";
import type { PolicyPrincipals } from "../../../kit/ports/policy-principals.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { conditionCheckFailed, invalidInput, policyNotFound } from "../errors.ts";
import type { Glue } from "../glue.ts";
import { RESOURCE_POLICY_LENGTH_MAX } from "../limits.ts";
import { encodeRecord, readRecord, resourcePolicyKey } from "../records.ts";
import type { Scope } from "../scope.ts";

export interface ResourcePolicyRecord {
  /** As it was given, but for users and roles: those are there by their unique ids. */
  readonly text: string;
  readonly hash: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

type Place = Pick<Scope, "accountId" | "region">;

export const catalogArn = ({ accountId, region }: Place): string =>
  formatArn({ service: "glue", region, accountId, resource: "catalog" });

export function findResourcePolicy(reader: Reader, place: Place): ResourcePolicyRecord | undefined {
  return readRecord<ResourcePolicyRecord>(reader, resourcePolicyKey(place));
}

/** @throws EntityNotFoundException */
export function requireResourcePolicy(reader: Reader, place: Place): ResourcePolicyRecord {
  const found = findResourcePolicy(reader, place);
  if (found === undefined) throw policyNotFound();
  return found;
}

/** As answers show it. */
export function policyShape(reader: Reader, { principals }: Glue, policy: ResourcePolicyRecord): GluePolicy {
  return {
    PolicyInJson: principals.show(reader, policy.text),
    PolicyHash: policy.hash,
    CreateTime: new Date(policy.createdMs),
    UpdateTime: new Date(policy.updatedMs),
  };
}

export interface PolicyConditions {
  readonly hash: string | undefined;
  readonly existence?: "MUST_EXIST" | "NOT_EXIST" | "NONE" | undefined;
}

export interface NewPolicy {
  readonly text: string;
  readonly conditions: PolicyConditions;
  readonly principals: PolicyPrincipals;
}

/** @throws ConditionCheckFailureException; InvalidInputException for users and roles that are not there */
export function putResourcePolicy(
  transaction: Transaction,
  scope: Scope,
  { text, conditions, principals }: NewPolicy,
): ResourcePolicyRecord {
  const old = findResourcePolicy(transaction, scope);
  checkConditions(old, conditions);
  const hash = createHash("sha256").update(text).digest("base64");
  const { accountId } = scope;
  const kept = orMalformed(() => principals.keep(transaction, { text, kind: "glue-catalog", accountId }), invalidInput);
  const record = { text: kept, hash, createdMs: old?.createdMs ?? scope.nowMs, updatedMs: scope.nowMs };
  transaction.put(resourcePolicyKey(scope), encodeRecord(record));
  return record;
}

/** @throws EntityNotFoundException; ConditionCheckFailureException */
export function deleteResourcePolicy(transaction: Transaction, scope: Scope, conditions: PolicyConditions): void {
  checkConditions(requireResourcePolicy(transaction, scope), conditions);
  transaction.delete(resourcePolicyKey(scope));
}

function checkConditions(old: ResourcePolicyRecord | undefined, { hash, existence }: PolicyConditions): void {
  if (existence === "MUST_EXIST" && old === undefined) throw conditionCheckFailed("The policy does not exist");
  if (existence === "NOT_EXIST" && old !== undefined) throw conditionCheckFailed("The policy already exists");
  if (hash !== undefined && hash !== old?.hash) throw conditionCheckFailed("The policy hash does not match");
}

/** @throws InvalidInputException when the text is no policy for this catalog */
export function checkResourcePolicy(text: string, place: Place): void {
  if (text.length > RESOURCE_POLICY_LENGTH_MAX) {
    throw invalidInput(`Resource policy size is limited to ${RESOURCE_POLICY_LENGTH_MAX} characters`);
  }
  const { statements } = orMalformed(() => parsePolicy(text, "glue-catalog"), invalidInput);
  for (const statement of statements) checkStatement(statement, place);
}

/** AWS: the policy of a catalog speaks of Glue's actions on resources of that catalog. */
function checkStatement({ action, resource }: PolicyStatement, { accountId, region }: Place): void {
  for (const pattern of action.patterns) {
    if (!/^(\*|glue:.*)$/i.test(pattern))
      throw invalidInput(`Policy contains an action of another service: ${pattern}`);
  }
  for (const pattern of resource?.patterns ?? []) {
    const arn = parseArn(pattern.replace(/^arn:(?:aws)?\*:/, "arn:aws:"));
    const isHere = arn?.service === "glue" && arn.accountId === accountId && arn.region === region;
    if (pattern !== "*" && !isHere) {
      throw invalidInput(`Policy contains a resource outside of the catalog of ${accountId} in ${region}: ${pattern}`);
    }
  }
}

/** AWS: "ResourceArn: do not use" for changes; reads may name the catalog. @throws EntityNotFoundException for anything else */
export function checkPolicyResource(resourceArn: string | undefined, place: Place): void {
  if (resourceArn !== undefined && resourceArn !== "" && resourceArn !== catalogArn(place)) throw policyNotFound();
}
