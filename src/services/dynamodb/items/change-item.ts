/**
 * The one place where an item changes: in its table, in every index, and in the size of its collection, in one transaction. It knows the item before and after, so what follows from
 * a change (a stream's record, a point to recover to, an expiry, a replica) belongs here and nowhere else.
 */
import type { Key, Transaction } from "../../../storage/record-store.ts";
import { collectionTooLarge } from "../errors.ts";
import { COLLECTION_BYTES_MAX } from "../limits.ts";
import { collectionKey, encodeRecord, readRecord } from "../records.ts";
import type { Index, Table } from "../tables/table.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemBytes } from "../values/item-size.ts";
import { entryItem, entryKey } from "./index-entry.ts";
import { partsOf } from "./item-key.ts";
import { encodeItem, StoredItem } from "./stored-item.ts";

export interface ItemChange {
  /** Where the item is stored. */
  readonly key: Key;
  readonly before: StoredItem | undefined;
  /** Undefined when it is removed. */
  readonly after: Item | undefined;
}

/** What a change cost, in bytes; capacity is worked out from these. */
export interface ChangeCost {
  /** The larger of the item before and after. */
  readonly tableBytes: number;
  /** One for each write of an index. */
  readonly indexWrites: readonly { readonly index: Index; readonly bytes: number }[];
  /** Bytes of the item's collection afterwards, where the table has local indexes. */
  readonly collectionBytes: number | undefined;
}

/** @throws {ItemCollectionSizeLimitExceededException} 400 */
export function changeItem(transaction: Transaction, table: Table, { key, before, after }: ItemChange): ChangeCost {
  const size = after === undefined ? 0 : itemBytes(after);
  const bytes = after === undefined ? undefined : encodeItem(after, size);
  if (bytes === undefined) {
    if (before !== undefined) transaction.delete(key);
  } else if (before?.hasSameBytes(bytes) !== true) transaction.put(key, bytes);
  const beforeBytes = before?.size ?? 0;
  const tableBytes = Math.max(size, beforeBytes);
  if (table.indexes.length === 0) return { tableBytes, indexWrites: NOTHING, collectionBytes: undefined };
  const whole = bytes === undefined || after === undefined ? undefined : { item: after, bytes };
  const writes: IndexWrite[] = [];
  for (const index of table.indexes) writes.push(...changeEntry(transaction, { table, index, before, whole }));
  const local = writes.filter(({ index }) => index.kind === "local");
  const grown = size - beforeBytes + local.reduce((sum, { grownBytes }) => sum + grownBytes, 0);
  const collectionBytes = table.hasLocalIndexes
    ? changeCollection(transaction, table, { item: after ?? before?.item ?? {}, grown })
    : undefined;
  return { tableBytes, indexWrites: writes.filter(({ bytes: written }) => written > 0), collectionBytes };
}

const NOTHING: readonly never[] = [];

interface IndexWrite {
  readonly index: Index;
  /** Bytes of what was written or removed; 0 when nothing was. */
  readonly bytes: number;
  readonly grownBytes: number;
}

interface EntryChange {
  readonly table: Table;
  readonly index: Index;
  readonly before: StoredItem | undefined;
  readonly whole: { readonly item: Item; readonly bytes: Uint8Array } | undefined;
}

// AWS: an entry that moves costs a removal and a write, one that stays and is the same costs nothing.
function changeEntry(transaction: Transaction, { table, index, before, whole }: EntryChange): IndexWrite[] {
  const oldKey = before === undefined ? undefined : entryKey(table, index, before.item);
  const newKey = whole === undefined ? undefined : entryKey(table, index, whole.item);
  const writes: IndexWrite[] = [];
  const isSamePlace = oldKey !== undefined && newKey !== undefined && isSameKey(oldKey, newKey);
  const old = oldKey === undefined ? undefined : readEntry(transaction, oldKey);
  if (oldKey !== undefined && old !== undefined && !isSamePlace) {
    transaction.delete(oldKey);
    writes.push({ index, bytes: old.size, grownBytes: -old.size });
  }
  if (newKey === undefined || whole === undefined) return writes;
  const entry = entryItem(index, whole.item);
  const size = itemBytes(entry);
  const bytes = entry === whole.item ? whole.bytes : encodeItem(entry, size);
  const existing = isSamePlace ? old : undefined;
  if (existing?.hasSameBytes(bytes) === true) return writes;
  transaction.put(newKey, bytes);
  const replaced = existing?.size ?? 0;
  writes.push({ index, bytes: Math.max(size, replaced), grownBytes: size - replaced });
  return writes;
}

function readEntry(transaction: Transaction, key: Key): StoredItem | undefined {
  const bytes = transaction.get(key);
  return bytes === undefined ? undefined : new StoredItem(bytes);
}

function isSameKey(one: Key, other: Key): boolean {
  return one.every((part, at) => {
    const counterpart = other[at];
    if (part instanceof Uint8Array) return counterpart instanceof Uint8Array && Buffer.compare(part, counterpart) === 0;
    return part === counterpart;
  });
}

function changeCollection(
  transaction: Transaction,
  table: Table,
  { item, grown }: { readonly item: Item; readonly grown: number },
): number {
  const key = collectionKey(table.store, ...(partsOf(item, table.schema.partition) ?? []));
  const known = readRecord<number>(transaction, key) ?? 0;
  const bytes = known + grown;
  if (grown > 0 && bytes > COLLECTION_BYTES_MAX) throw collectionTooLarge();
  if (bytes <= 0) transaction.delete(key);
  else if (grown !== 0) transaction.put(key, encodeRecord(bytes));
  return bytes;
}
