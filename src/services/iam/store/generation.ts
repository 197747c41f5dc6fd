/**
 * A number for each account that every write which may change a decision increments, in the same transaction. What is derived from an
 * account's records and kept in memory is good as long as the number stands, in this process and in every other on the same store: one read
 * of some microseconds takes the place of reading users, groups and policies again.
 */
import type { Key, Reader, RecordStore, Transaction } from "../../../storage/record-store.ts";

export type Generation = number;

const generationKey = (accountId: string): Key => ["iam", accountId, "generation"];

/** 0 for an account in which nothing was ever written. */
export async function currentGeneration(records: RecordStore, accountId: string): Promise<Generation> {
  return decode(await records.get(generationKey(accountId)));
}

export function readGeneration(reader: Reader, accountId: string): Generation {
  return decode(reader.get(generationKey(accountId)));
}

export function bumpGeneration(transaction: Transaction, accountId: string): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, readGeneration(transaction, accountId) + 1);
  transaction.put(generationKey(accountId), bytes);
}

function decode(bytes: Uint8Array | undefined): Generation {
  return bytes === undefined ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
}
