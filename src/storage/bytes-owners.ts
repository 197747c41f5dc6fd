/**
 * Who owns stored bytes, counted inside the transactions that change owners. One owner is the rule and costs no record;
 * only shared bytes have a count. Bytes without owners go to the garbage queue in the same transaction and are removed later, so that a
 * reader that has just looked up an object can still read it to its end. Only objects that are wholly inline are removed at once: they
 * are read in the same snapshot as the record that names them.
 */
import { bytesKey, decodeOwners, encodeOwners, garbageKey, ownersKey } from "./bytes-record.ts";
import type { Extent, Extents } from "./objects.ts";
import type { Transaction } from "./record-store.ts";
import { StorageError } from "./storage-error.ts";

const EMPTY = new Uint8Array(0);

/** @throws {StorageError} corrupt when the bytes have been given up: the caller did not read the extents in this transaction */
export function addOwner(transaction: Transaction, extents: Extents): Extents {
  for (const { id } of extents) {
    const owners = decodeOwners(transaction.get(ownersKey(id)));
    if (owners === 0 || transaction.get(bytesKey(id)) === undefined) {
      throw new StorageError("corrupt", `the bytes ${id} have no owner left`);
    }
    transaction.put(ownersKey(id), encodeOwners(owners + 1));
  }
  return extents;
}

export function removeOwner(transaction: Transaction, extents: Extents, queuedMs: number): void {
  const isInline = extents.every(({ kind }) => kind === "inline");
  for (const extent of extents) {
    const owners = decodeOwners(transaction.get(ownersKey(extent.id)));
    if (owners > 2) transaction.put(ownersKey(extent.id), encodeOwners(owners - 1));
    else if (owners === 2) transaction.delete(ownersKey(extent.id));
    else if (isInline) transaction.delete(bytesKey(extent.id));
    else queueRemoval(transaction, extent, queuedMs);
  }
}

function queueRemoval(transaction: Transaction, { id }: Extent, queuedMs: number): void {
  transaction.put(ownersKey(id), encodeOwners(0));
  transaction.put(garbageKey(queuedMs, id), EMPTY);
}

/** Forgets bytes whose blob is gone. */
export function forgetBytes(transaction: Transaction, id: string, queuedMs: number): void {
  transaction.delete(bytesKey(id));
  transaction.delete(ownersKey(id));
  transaction.delete(garbageKey(queuedMs, id));
}
