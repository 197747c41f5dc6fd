/** Writes a new key with its first material. */
import type { Transaction } from "../../../storage/record-store.ts";
import { EMPTY_VALUE } from "../records.ts";
import {
  type AliasRecord,
  aliasKey,
  aliasOfKey,
  type BackingRecord,
  backingKey,
  type KeyRecord,
  keyKey,
  type MaterialRecord,
  materialKey,
  type Place,
  writeRecord,
} from "../records.ts";

export interface NewKey {
  readonly place: Place;
  readonly key: KeyRecord;
  readonly backing: BackingRecord;
  /** Undefined for keys that wait for an import. */
  readonly material: MaterialRecord | undefined;
}

export function insertKey(transaction: Transaction, { place, key, backing, material }: NewKey, alias?: string): void {
  writeRecord(transaction, keyKey(place, key.id), key);
  writeRecord(transaction, backingKey(place, key.id), backing);
  if (material !== undefined) writeRecord(transaction, materialKey(place, key.id, 1), material);
  if (alias !== undefined) putAlias(transaction, place, alias, { targetKeyId: key.id, nowMs: key.createdMs });
}

/** Writes a new alias and its place in the list of the key's aliases. */
export function putAlias(
  transaction: Transaction,
  place: Place,
  name: string,
  { targetKeyId, nowMs }: { readonly targetKeyId: string; readonly nowMs: number },
): void {
  const record: AliasRecord = { targetKeyId, createdMs: nowMs, updatedMs: nowMs };
  writeRecord(transaction, aliasKey(place, name), record);
  transaction.put(aliasOfKey(place, targetKeyId, name), EMPTY_VALUE);
}
