/**
 * Managed policies on users, groups and roles, as permissions or as a boundary: in the entity's record, where decisions read them, and in an
 * index by policy, where ListEntitiesForPolicy and AttachmentCount do.
 */
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { RANGE_LIMIT_MAX } from "../../../storage/record-store.ts";
import { accountKey, type EntityKind, type EntityRecord, fold, NOTHING } from "./records.ts";

/** How a policy is used: to permit, or to bound. */
export type PolicyUse = "attached" | "boundary";

export interface PolicyLink {
  readonly use: PolicyUse;
  readonly policyArn: string;
  readonly kind: EntityKind;
  readonly name: string;
}

export function indexKey(accountId: string, use: PolicyUse, policyArn: string, ...rest: Key): Key {
  return accountKey(accountId, use, policyArn, ...rest);
}

const linkKey = (accountId: string, { use, policyArn, kind, name }: PolicyLink): Key =>
  indexKey(accountId, use, policyArn, kind, fold(name));

/** Notes in the index that an entity has the policy. */
export function indexLink(transaction: Transaction, accountId: string, link: PolicyLink): void {
  transaction.put(linkKey(accountId, link), NOTHING);
}

export function unindexLink(transaction: Transaction, accountId: string, link: PolicyLink): void {
  transaction.delete(linkKey(accountId, link));
}

/** Moves the index entries of an entity that gets another name. */
export function moveAttachments(
  transaction: Transaction,
  accountId: string,
  moved: {
    readonly kind: EntityKind;
    readonly record: EntityRecord & { readonly boundaryArn?: string | undefined };
    readonly name: string;
  },
): void {
  const { kind, record } = moved;
  const uses: (readonly [PolicyUse, string])[] = record.attached.map((arn) => ["attached", arn]);
  if (record.boundaryArn !== undefined) uses.push(["boundary", record.boundaryArn]);
  for (const [use, policyArn] of uses) {
    unindexLink(transaction, accountId, { use, policyArn, kind, name: record.name });
    indexLink(transaction, accountId, { use, policyArn, kind, name: moved.name });
  }
}

export function countUses(reader: Reader, accountId: string, use: PolicyUse, policyArn: string): number {
  return reader.range({ prefix: indexKey(accountId, use, policyArn), limit: RANGE_LIMIT_MAX }).length;
}

export function isUsed(reader: Reader, accountId: string, policyArn: string): boolean {
  return (["attached", "boundary"] as const).some(
    (use) => reader.range({ prefix: indexKey(accountId, use, policyArn), limit: 1 }).length > 0,
  );
}
