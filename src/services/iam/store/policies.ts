/**
 * Managed policies of an account: found by name or ARN, with their versions.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { iamArn, parseIamArn } from "../arns.ts";
import { deleteConflict, entityAlreadyExists, limitExceeded, policyVersionNotFound } from "../errors.ts";
import { POLICY_VERSIONS_MAX } from "../limits.ts";
import { countLess, countOneMore } from "./counts.ts";
import { deleteRecord, policyKey, type PolicyRecord, readRecord, writeRecord } from "./records.ts";

export function findPolicyByName(reader: Reader, accountId: string, name: string): PolicyRecord | undefined {
  return readRecord<PolicyRecord>(reader, policyKey(accountId, name));
}

/** A policy of this account by its ARN, which must name it exactly. */
export function findPolicy(reader: Reader, accountId: string, policyArn: string): PolicyRecord | undefined {
  const arn = parseIamArn(policyArn);
  if (arn?.kind !== "policy" || arn.accountId !== accountId) return undefined;
  const record = findPolicyByName(reader, accountId, arn.name);
  return record !== undefined && record.path === arn.path && record.name === arn.name ? record : undefined;
}

export function policyArnOf(accountId: string, { path, name }: Pick<PolicyRecord, "path" | "name">): string {
  return iamArn(accountId, "policy", path, name);
}

/** @throws {ServiceError} EntityAlreadyExists; LimitExceeded */
export function addPolicy(transaction: Transaction, accountId: string, policy: PolicyRecord): void {
  if (findPolicyByName(transaction, accountId, policy.name) !== undefined)
    throw entityAlreadyExists(`A policy called ${policy.name} already exists. Duplicate names are not allowed.`);
  countOneMore(transaction, accountId, "policy");
  countOneMore(transaction, accountId, "policy-version");
  writePolicy(transaction, accountId, policy);
}

export function writePolicy(transaction: Transaction, accountId: string, policy: PolicyRecord): void {
  writeRecord(transaction, accountId, policyKey(accountId, policy.name), policy);
}

export function removePolicy(transaction: Transaction, accountId: string, policy: PolicyRecord): void {
  countLess(transaction, accountId, "policy");
  countLess(transaction, accountId, "policy-version", policy.versions.length);
  deleteRecord(transaction, accountId, policyKey(accountId, policy.name));
}

export interface NewVersion {
  readonly document: string;
  readonly isDefault: boolean;
  readonly nowMs: number;
}

/** The number of the new version. @throws {ServiceError} LimitExceeded when there are five */
export function addPolicyVersion(
  transaction: Transaction,
  accountId: string,
  policy: PolicyRecord,
  version: NewVersion,
): number {
  if (policy.versions.length >= POLICY_VERSIONS_MAX) {
    throw limitExceeded(
      `A managed policy can have up to ${POLICY_VERSIONS_MAX} versions. Before you create a new version, you must delete an existing version.`,
    );
  }
  const number = policy.lastVersion + 1;
  const { document, isDefault, nowMs } = version;
  countOneMore(transaction, accountId, "policy-version");
  writePolicy(transaction, accountId, {
    ...policy,
    updatedMs: nowMs,
    lastVersion: number,
    defaultVersion: isDefault ? number : policy.defaultVersion,
    versions: [...policy.versions, { number, createdMs: nowMs, document }],
  });
  return number;
}

/** @throws {ServiceError} NoSuchEntity; DeleteConflict for the default version */
export function removePolicyVersion(
  transaction: Transaction,
  accountId: string,
  policy: PolicyRecord,
  removed: { readonly versionId: string; readonly nowMs: number },
): void {
  const number = requireVersion(policy, policyArnOf(accountId, policy), removed.versionId);
  if (number === policy.defaultVersion) throw deleteConflict("Cannot delete the default version of a policy.");
  countLess(transaction, accountId, "policy-version");
  writePolicy(transaction, accountId, {
    ...policy,
    updatedMs: removed.nowMs,
    versions: policy.versions.filter((version) => version.number !== number),
  });
}

/** The number of a version that is there. @throws {ServiceError} NoSuchEntity */
export function requireVersion(policy: PolicyRecord, policyArn: string, versionId: string): number {
  const found = policy.versions.find(({ number }) => `v${number}` === versionId);
  if (found === undefined) throw policyVersionNotFound(policyArn, versionId);
  return found.number;
}

/** The document in force. */
export function defaultDocument(policy: PolicyRecord): string {
  return policy.versions.find(({ number }) => number === policy.defaultVersion)?.document ?? "";
}
