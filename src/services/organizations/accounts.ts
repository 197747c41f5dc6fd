/**
 * Accounts: made, moved, closed, and let go.
 */
import type { Reader, Transaction } from "../../storage/record-store.ts";
import {
  accountAlreadyClosed,
  accountNotFound,
  constraintViolation,
  destinationParentNotFound,
  duplicateAccount,
  masterCannotLeave,
  sourceParentNotFound,
} from "./errors.ts";
import { CLOSURES_CEILING, CLOSURES_FLOOR, CLOSURES_WINDOW_MS, CREATED_ACCOUNT_STAYS_MS } from "./limits.ts";
import { attachDefaults, detachAll } from "./policies.ts";
import {
  accountKey,
  type AccountNode,
  childKey,
  closureKey,
  emailKey,
  membershipKey,
  type OrganizationRecord,
  requestKey,
  type RequestRecord,
  type Tags,
  tagsKey,
  writeRecord,
} from "./records.ts";
import { countKeys } from "./scan.ts";
import { dropNode, getAccount, getParent, putNode } from "./tree.ts";

export interface NewAccount {
  readonly accountId: string;
  readonly requestId: string;
  readonly name: string;
  readonly email: string;
  readonly tags: Tags;
  readonly nowMs: number;
  readonly quota: number;
  /** Gives the account its access role. */
  readonly writeRole: (transaction: Transaction) => void;
}

/**
 * The request, already over: with the account below the root, or with why there is none.
 *
 * @throws ConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED
 */
export function createAccount(
  transaction: Transaction,
  organization: OrganizationRecord,
  made: NewAccount,
): RequestRecord {
  const { accountId, requestId, name, email, tags, nowMs } = made;
  if (countKeys(transaction, accountKey(organization.id)) >= made.quota)
    throw constraintViolation("ACCOUNT_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of AWS accounts.");
  const request = { id: requestId, accountName: name, requestedMs: nowMs, completedMs: nowMs };
  const failure = failureOf(transaction, email, accountId);
  const outcome: RequestRecord = failure === undefined ? { ...request, accountId } : { ...request, failure };
  writeRecord(transaction, requestKey(organization.id, requestId), outcome);
  if (failure !== undefined) return outcome;
  putAccount(transaction, organization, { accountId, name, email, joined: "CREATED", nowMs });
  if (Object.keys(tags).length > 0) writeRecord(transaction, tagsKey(organization.id, accountId), tags);
  made.writeRole(transaction);
  return outcome;
}

export interface JoiningAccount {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  readonly joined: AccountNode["joined"];
  readonly nowMs: number;
}

/** An account below the root, with AWS's policies of the enabled types. It must be in no organization, and its address nobody's. */
export function putAccount(transaction: Transaction, organization: OrganizationRecord, account: JoiningAccount): void {
  const { accountId, name, email, joined, nowMs } = account;
  putNode(transaction, organization, {
    kind: "ACCOUNT",
    id: accountId,
    parentId: organization.rootId,
    name,
    email,
    state: "ACTIVE",
    joined,
    joinedMs: nowMs,
  });
  writeRecord(transaction, emailKey(email.toLowerCase()), accountId);
  attachDefaults(transaction, organization, accountId);
}

/** Why an account cannot be there under this address. */
export function failureOf(reader: Reader, email: string, accountId: string): RequestRecord["failure"] {
  if (reader.get(emailKey(email.toLowerCase())) !== undefined) return "EMAIL_ALREADY_EXISTS";
  return reader.get(membershipKey(accountId)) === undefined ? undefined : "INTERNAL_FAILURE";
}

/** @throws AccountNotFoundException; SourceParentNotFoundException; DestinationParentNotFoundException; DuplicateAccountException */
export function moveAccount(
  transaction: Transaction,
  organization: OrganizationRecord,
  move: { readonly account: string; readonly from: string; readonly to: string },
): void {
  const account = getAccount(transaction, organization, move.account);
  const from = getParent(transaction, organization, move.from, sourceParentNotFound);
  const to = getParent(transaction, organization, move.to, destinationParentNotFound);
  if (account.parentId === to.id) throw duplicateAccount();
  if (account.parentId !== from.id) throw accountNotFound();
  transaction.delete(childKey(organization.id, from.id, "ACCOUNT", account.id));
  putNode(transaction, organization, { ...account, parentId: to.id });
}

interface Leaving {
  readonly id: string;
  readonly nowMs: number;
}

/**
 * The account stays, on its own: with its role, without the tags and policies it had here.
 *
 * @throws AccountNotFoundException; MasterCannotLeaveOrganizationException; ConstraintViolationException WAIT_PERIOD_ACTIVE
 */
export function removeAccount(
  transaction: Transaction,
  organization: OrganizationRecord,
  { id, nowMs }: Leaving,
): void {
  const account = getAccount(transaction, organization, id);
  if (account.id === organization.managementAccountId) throw masterCannotLeave();
  if (account.joined === "CREATED" && nowMs < account.joinedMs + CREATED_ACCOUNT_STAYS_MS)
    throw constraintViolation(
      "WAIT_PERIOD_ACTIVE",
      "This operation requires a wait period. You must wait at least seven days after the account was created before you can remove it from the organization.",
    );
  detachAll(transaction, organization, id);
  dropNode(transaction, organization, account);
}

/**
 * @throws AccountNotFoundException; ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT, CLOSE_ACCOUNT_QUOTA_EXCEEDED;
 * AccountAlreadyClosedException
 */
export function closeAccount(
  transaction: Transaction,
  organization: OrganizationRecord,
  { id, nowMs }: Leaving,
): AccountNode {
  const account = getAccount(transaction, organization, id);
  if (account.id === organization.managementAccountId)
    throw constraintViolation("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account.");
  if (account.state === "SUSPENDED") throw accountAlreadyClosed();
  if (closuresLeft(transaction, organization, nowMs) <= 0)
    throw constraintViolation(
      "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
      "You have exceeded close account quota for the past 30 days.",
    );
  const closed: AccountNode = { ...account, state: "SUSPENDED" };
  putNode(transaction, organization, closed);
  writeRecord(transaction, closureKey(organization.id, nowMs, id), {});
  return closed;
}

function closuresLeft(reader: Reader, organization: OrganizationRecord, nowMs: number): number {
  const recent = reader.range({
    prefix: closureKey(organization.id),
    start: closureKey(organization.id, nowMs - CLOSURES_WINDOW_MS),
    limit: CLOSURES_CEILING,
  }).length;
  const share = Math.floor(countKeys(reader, accountKey(organization.id)) / 5);
  return Math.min(CLOSURES_CEILING, Math.max(CLOSURES_FLOOR, share)) - recent;
}
