/** Tags of accounts, roots, OUs and policies. */
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { targetNotFound } from "./errors.ts";
import { findPolicy } from "./policies.ts";
import { type OrganizationRecord, readRecord, type Tags, tagsKey, writeRecord } from "./records.ts";
import { findNode } from "./tree.ts";

/** @throws TargetNotFoundException */
export function tagsOf(reader: Reader, organization: OrganizationRecord, id: string): Tags {
  const isThere = findNode(reader, organization, id) ?? findPolicy(reader, organization, id);
  if (isThere === undefined) throw targetNotFound();
  return readRecord<Tags>(reader, tagsKey(organization.id, id)) ?? {};
}

export function writeTags(
  transaction: Transaction,
  organization: OrganizationRecord,
  { id, tags }: { readonly id: string; readonly tags: Tags },
): void {
  const key = tagsKey(organization.id, id);
  if (Object.keys(tags).length === 0) transaction.delete(key);
  else writeRecord(transaction, key, tags);
}
