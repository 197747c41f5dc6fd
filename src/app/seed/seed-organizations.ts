/**
 * The organizations of a seed file: accounts that are members from the start, with the root keys the file gave them. No operation does this in one
 * account's name (on AWS it takes an invitation), so these go to the functions below the operations.
 */
import { ConfigError, ServiceError } from "../../kit/errors.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore, Transaction } from "../../storage/record-store.ts";
import { failureOf, putAccount } from "../../services/organizations/accounts.ts";
import { checkedEmail, checkedText } from "../../services/organizations/check-input.ts";
import { ACCOUNT_NAME_LENGTH_MAX } from "../../services/organizations/limits.ts";
import { organizationOf } from "../../services/organizations/membership.ts";
import { createOrganization, newOrganizationIds } from "../../services/organizations/organization.ts";
import { enablePolicyType } from "../../services/organizations/policy-types.ts";
import { countChange, isKeptPolicyType, type OrganizationRecord } from "../../services/organizations/records.ts";
import type { SeedMember, SeedOrganization } from "./seed-file.ts";

/** @throws {ConfigError} when an account is in another organization already, or an address is somebody else's */
export async function seedOrganization(
  records: RecordStore,
  runtime: Runtime,
  seeded: SeedOrganization,
): Promise<void> {
  const ids = newOrganizationIds(runtime.random);
  const nowMs = runtime.clock.nowMs();
  await records.transact((transaction) => {
    const made = { ...ids, managementAccountId: seeded.managementAccount, featureSet: "ALL" as const, nowMs };
    const known = organizationOf(transaction, seeded.managementAccount);
    let organization = known ?? createOrganization(transaction, made);
    if (organization.managementAccountId !== seeded.managementAccount)
      throw refusal(`${seeded.at}.managementAccount`, "is a member of another organization");
    for (const type of seeded.policyTypes) organization = withType(transaction, organization, type);
    for (const member of seeded.members) addMember(transaction, organization, { member, nowMs });
    countChange(transaction);
  });
}

function withType(transaction: Transaction, organization: OrganizationRecord, type: string): OrganizationRecord {
  if (!isKeptPolicyType(type) || organization.enabledTypes.includes(type)) return organization;
  return enablePolicyType(transaction, organization, { rootId: organization.rootId, type });
}

function addMember(
  transaction: Transaction,
  organization: OrganizationRecord,
  { member, nowMs }: { readonly member: SeedMember; readonly nowMs: number },
): void {
  const known = organizationOf(transaction, member.id);
  if (known?.id === organization.id) return;
  if (known !== undefined) throw refusal(`${member.at}.id`, "is in another organization");
  const { name, email } = checked(member);
  if (failureOf(transaction, email, member.id) !== undefined)
    throw refusal(`${member.at}.email`, "is the address of another account");
  putAccount(transaction, organization, { accountId: member.id, name, email, joined: "INVITED", nowMs });
}

function checked({ at, name, email }: SeedMember): { readonly name: string; readonly email: string } {
  try {
    return { name: checkedText(name, ACCOUNT_NAME_LENGTH_MAX), email: checkedEmail(email) };
  } catch (cause) {
    if (!(cause instanceof ServiceError)) throw cause;
    throw new ConfigError(`the seed file cannot be applied: ${at}: ${cause.message}`, { cause });
  }
}

function refusal(at: string, why: string): ConfigError {
  return new ConfigError(`the seed file cannot be applied: ${at} ${why}`);
}
