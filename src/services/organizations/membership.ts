/**
 * The organization a request is about: that of its caller. Most operations are for the management account alone; a change counts itself in the
 * generation that guardrails are checked against.
 */
import type { RequestContext } from "../../kit/context.ts";
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { accessDenied, notInUse } from "./errors.ts";
import type { Organizations } from "./organizations.ts";
import {
  countChange,
  type MembershipRecord,
  membershipKey,
  type OrganizationRecord,
  organizationKey,
  readRecord,
} from "./records.ts";

/** Undefined for an account that is in none. */
export function organizationOf(reader: Reader, accountId: string): OrganizationRecord | undefined {
  const membership = readRecord<MembershipRecord>(reader, membershipKey(accountId));
  return membership === undefined ? undefined : readRecord(reader, organizationKey(membership.organizationId));
}

/** @throws AWSOrganizationsNotInUseException */
export function ownOrganization(reader: Reader, accountId: string): OrganizationRecord {
  const organization = organizationOf(reader, accountId);
  if (organization === undefined) throw notInUse();
  return organization;
}

/** @throws AWSOrganizationsNotInUseException; AccessDeniedException for a member account */
export function managedOrganization(reader: Reader, accountId: string): OrganizationRecord {
  const organization = ownOrganization(reader, accountId);
  if (organization.managementAccountId !== accountId) throw accessDenied();
  return organization;
}

/** A read by the management account. */
export function look<Result>(
  organizations: Organizations,
  context: RequestContext,
  body: (reader: Reader, organization: OrganizationRecord) => Result,
): Promise<Result> {
  return organizations.records.read((reader) => body(reader, managedOrganization(reader, context.accountId)));
}

/** A change by the management account. */
export function change<Result>(
  organizations: Organizations,
  context: RequestContext,
  body: (transaction: Transaction, organization: OrganizationRecord) => Result,
): Promise<Result> {
  return organizations.records.transact((transaction) => {
    const result = body(transaction, managedOrganization(transaction, context.accountId));
    countChange(transaction);
    return result;
  });
}
