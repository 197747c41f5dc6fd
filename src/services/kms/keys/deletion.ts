/**
 * Deletion by the clock. A key whose time has come is not found any more from that moment on; its records, the sealed material first of all, are
 * removed by the sweep (`sweep.ts`), which finds it by its date in the "kms-due" index. A primary multi-Region key waits for its replicas: its own
 * window begins when the last of them is gone.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { DAY_MS } from "../limits.ts";
import { removeGrantsOf } from "../grants/grants.ts";
import {
  aliasKey,
  aliasOfKey,
  type BackingRecord,
  backingKey,
  dueKey,
  EMPTY_VALUE,
  importKey,
  isMultiRegionId,
  type KeyRecord,
  keyKey,
  lastUseKey,
  materialKey,
  type Place,
  readRecord,
  writeRecord,
} from "../records.ts";

/** Records that one removal takes from one kind; what is left is taken by the next. */
const REMOVED_AT_ONCE_MAX = 10_000;

/** When the key is gone; undefined when it is not to be deleted, or while a replica is still there. */
export function deletionDueMs(
  reader: Reader,
  place: Place,
  { key, backing }: { readonly key: KeyRecord; readonly backing: BackingRecord },
  nowMs: number,
): number | undefined {
  if (key.deletion === undefined) return undefined;
  if (key.deletion.dueMs !== undefined) return key.deletion.dueMs;
  let lastGoneMs = 0;
  for (const region of backing.multiRegion?.replicas ?? []) {
    const replica = readRecord<KeyRecord>(reader, keyKey({ ...place, region }, key.id));
    if (replica === undefined) continue;
    if (replica.deletion?.dueMs === undefined || replica.deletion.dueMs > nowMs) return undefined;
    lastGoneMs = Math.max(lastGoneMs, replica.deletion.dueMs);
  }
  return lastGoneMs + key.deletion.windowDays * DAY_MS;
}

/** Removes the key of this Region with everything that hangs on it; the shared material goes with the primary key. */
export function removeKey(transaction: Transaction, place: Place, keyId: string, nowMs: number): void {
  leaveFamily(transaction, place, keyId, nowMs);
  for (const { key } of transaction.range({ prefix: aliasOfKey(place, keyId), limit: REMOVED_AT_ONCE_MAX })) {
    const name = key.at(-1);
    if (typeof name === "string") transaction.delete(aliasKey(place, name));
    transaction.delete(key);
  }
  removeGrantsOf(transaction, place, keyId);
  removeBelow(transaction, importKey(place, keyId));
  transaction.delete(lastUseKey(place, keyId));
  transaction.delete(keyKey(place, keyId));
}

function leaveFamily(transaction: Transaction, place: Place, keyId: string, nowMs: number): void {
  const backing = readRecord<BackingRecord>(transaction, backingKey(place, keyId));
  const family = backing?.multiRegion;
  if (isMultiRegionId(keyId) && family !== undefined && family.primary !== place.region) {
    const replicas = family.replicas.filter((region) => region !== place.region);
    settlePrimary(transaction, { ...place, region: family.primary }, keyId, nowMs);
    writeRecord(transaction, backingKey(place, keyId), { ...backing, multiRegion: { ...family, replicas } });
    return;
  }
  removeBelow(transaction, materialKey(place, keyId));
  transaction.delete(backingKey(place, keyId));
}

/** When the last replica goes, the date of a waiting primary becomes known; while the replica's own date can still be read. */
function settlePrimary(transaction: Transaction, place: Place, keyId: string, nowMs: number): void {
  const key = readRecord<KeyRecord>(transaction, keyKey(place, keyId));
  const backing = readRecord<BackingRecord>(transaction, backingKey(place, keyId));
  if (key?.deletion === undefined || key.deletion.dueMs !== undefined || backing === undefined) return;
  const dueMs = deletionDueMs(transaction, place, { key, backing }, nowMs);
  if (dueMs !== undefined) setDeletion(transaction, place, key, { ...key.deletion, dueMs });
}

/** Writes, changes or takes back the deletion of a key, and its place in the index. */
export function setDeletion(
  transaction: Transaction,
  place: Place,
  key: KeyRecord,
  deletion: KeyRecord["deletion"],
): KeyRecord {
  const previousMs = key.deletion?.dueMs;
  if (previousMs !== undefined) transaction.delete(dueKey(previousMs, "key", place.accountId, place.region, key.id));
  if (deletion?.dueMs !== undefined)
    transaction.put(dueKey(deletion.dueMs, "key", place.accountId, place.region, key.id), EMPTY_VALUE);
  const changed = { ...key, deletion };
  writeRecord(transaction, keyKey(place, key.id), changed);
  return changed;
}

function removeBelow(transaction: Transaction, prefix: Parameters<Reader["get"]>[0]): void {
  for (const { key } of transaction.range({ prefix, limit: REMOVED_AT_ONCE_MAX })) transaction.delete(key);
}
