/**
 * Who owns stored bytes, counted inside the transactions that change owners. One owner is the rule and costs no record;
 * only shared bytes have a count. Bytes without owners go to the garbage queue in the same transaction and are removed later, so that a
 * reader that has just looked up an object can still read it to its end. Only objects that are wholly small are removed at once: they
 * are read in the same snapshot as the record that names them.
 */
import { bytesKey, decodeOwners, decodeSize, encodeOwners, encodeSize, garbageKey, ownersKey } from "./bytes-record.ts";
import type { Extent, Extents } from "./objects.ts";
import { isLive, markDead } from "./packs/pack-records.ts";
import { isPackedId } from "./packs/packed-id.ts";
import type { Transaction } from "./record-store.ts";
import { isSmall } from "./small-bytes.ts";
import { StorageError } from "./storage-error.ts";

const EMPTY = new Uint8Array(0);

/** @throws {StorageError} corrupt when the bytes have been given up: the caller did not read the extents in this transaction */
export function addOwner(transaction: Transaction, extents: Extents): Extents {
  for (const { id, kind } of extents) {
    const owners = decodeOwners(transaction.get(ownersKey(id)));
    const isThere = kind === "packed" ? isLive(transaction, id) : transaction.get(bytesKey(id)) !== undefined;
    if (owners === 0 || !isThere) {
      throw new StorageError("corrupt", `the bytes ${id} have no owner left`);
    }
    transaction.put(ownersKey(id), encodeOwners(owners + 1));
  }
  return extents;
}

export function removeOwner(transaction: Transaction, extents: Extents, queuedMs: number): void {
  const isAtOnce = extents.every(isSmall);
  for (const extent of extents) {
    const owners = decodeOwners(transaction.get(ownersKey(extent.id)));
    if (owners > 2) transaction.put(ownersKey(extent.id), encodeOwners(owners - 1));
    else if (owners === 2) transaction.delete(ownersKey(extent.id));
    else if (isAtOnce) removeBytes(transaction, extent.id, extent.sizeBytes);
    else queueRemoval(transaction, extent, queuedMs);
  }
}

function queueRemoval(transaction: Transaction, { id, sizeBytes }: Extent, queuedMs: number): void {
  transaction.put(ownersKey(id), encodeOwners(0));
  transaction.put(garbageKey(queuedMs, id), isPackedId(id) ? encodeSize(sizeBytes) : EMPTY);
}

/** Forgets bytes of the garbage queue: small ones, or those whose blob is gone. */
export function forgetBytes(transaction: Transaction, id: string, queuedMs: number): void {
  const key = garbageKey(queuedMs, id);
  const queued = transaction.get(key);
  if (queued === undefined) return; // Somebody else was faster.
  removeBytes(transaction, id, decodeSize(queued));
  transaction.delete(ownersKey(id));
  transaction.delete(key);
}

function removeBytes(transaction: Transaction, id: string, sizeBytes: number): void {
  if (isPackedId(id)) markDead(transaction, id, sizeBytes);
  else transaction.delete(bytesKey(id));
}
