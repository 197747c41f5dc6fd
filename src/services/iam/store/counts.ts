/**
 * How many users, groups, roles ... an account has: for quotas and GetAccountSummary, without counting each time. One record for each account,
 * changed with what it counts.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { quotaExceeded } from "../errors.ts";
import * as limits from "../limits.ts";
import { accountKey, encodeRecord, readRecord } from "./records.ts";

export type CountedKind = "user" | "group" | "role" | "policy" | "instance-profile" | "policy-version";

export type Counts = Readonly<Partial<Record<CountedKind, number>>>;

// The names of the quotas as IAM's messages have them.
const QUOTAS: Readonly<Record<CountedKind, readonly [name: string, max: number]>> = {
  user: ["UsersPerAccount", limits.USERS_MAX],
  group: ["GroupsPerAccount", limits.GROUPS_MAX],
  role: ["RolesPerAccount", limits.ROLES_MAX],
  policy: ["PoliciesPerAccount", limits.POLICIES_MAX],
  "policy-version": ["PolicyVersionsInUse", limits.POLICY_VERSIONS_IN_USE_MAX],
  "instance-profile": ["InstanceProfilesPerAccount", limits.INSTANCE_PROFILES_MAX],
};

export function readCounts(reader: Reader, accountId: string): Counts {
  return readRecord<Counts>(reader, accountKey(accountId, "counts")) ?? {};
}

/** @throws {ServiceError} LimitExceeded when one more would be above the quota */
export function countOneMore(transaction: Transaction, accountId: string, kind: CountedKind): void {
  const count = readCounts(transaction, accountId)[kind] ?? 0;
  const [quota, max] = QUOTAS[kind];
  if (count >= max) throw quotaExceeded(quota, max);
  writeCount(transaction, accountId, kind, count + 1);
}

export function countLess(transaction: Transaction, accountId: string, kind: CountedKind, less = 1): void {
  writeCount(transaction, accountId, kind, Math.max(0, (readCounts(transaction, accountId)[kind] ?? 0) - less));
}

function writeCount(transaction: Transaction, accountId: string, kind: CountedKind, count: number): void {
  transaction.put(
    accountKey(accountId, "counts"),
    encodeRecord({ ...readCounts(transaction, accountId), [kind]: count }),
  );
}
