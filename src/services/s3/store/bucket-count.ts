/** How many buckets an account has, kept beside its index so that a quota costs one read. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { accountBucketCountKey } from "./keys.ts";
import { decodeRecord, encodeRecord } from "./record-codec.ts";

export function readBucketCount(reader: Reader, accountId: string): number {
  const bytes = reader.get(accountBucketCountKey(accountId));
  return bytes === undefined ? 0 : decodeRecord<{ count: number }>(bytes).count;
}

export function addToBucketCount(transaction: Transaction, accountId: string, delta: 1 | -1): void {
  const count = readBucketCount(transaction, accountId) + delta;
  transaction.put(accountBucketCountKey(accountId), encodeRecord({ count }));
}
