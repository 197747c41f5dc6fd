/** Reading and writing how far the rules of buckets were carried out. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { LIFECYCLE_BUCKETS_PAGE } from "../limits.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { type Progress, progressKey, progressPrefix } from "./lifecycle-record.ts";

/** The next buckets with rules, by name. */
export function listProgress(
  reader: Reader,
  afterBucket: string | undefined,
): { bucket: string; progress: Progress }[] {
  return reader
    .range({
      prefix: progressPrefix,
      ...(afterBucket === undefined ? {} : { startAfter: progressKey(afterBucket) }),
      limit: LIFECYCLE_BUCKETS_PAGE,
    })
    .map(({ key, value }) => ({ bucket: String(key[2]), progress: decodeRecord<Progress>(value) }));
}

export function readProgress(reader: Reader, bucket: string): Progress | undefined {
  const bytes = reader.get(progressKey(bucket));
  return bytes === undefined ? undefined : decodeRecord<Progress>(bytes);
}

export function putProgress(transaction: Transaction, bucket: string, progress: Progress): void {
  transaction.put(progressKey(bucket), encodeRecord(progress));
}

export function removeProgress(transaction: Transaction, bucket: string): void {
  transaction.delete(progressKey(bucket));
}
