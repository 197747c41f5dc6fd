/**
 * The logging configuration of a bucket, and the index of buckets that have one: it is what a server looks at to know whose calls to write down.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html (read 2026-11-29)
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { LOGGED_BUCKETS_MAX } from "./logging-limits.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";
import { loggedBucketKey, loggedBucketsPrefix } from "../store/keys.ts";

export interface Logging {
  readonly targetBucket: string;
  readonly targetPrefix: string;
  /** Left out for the simple form of keys when none was asked for. */
  readonly keyFormat?: "simple" | "event-time" | "delivery-time" | undefined;
}

const setting: BucketConfiguration<Logging> = bucketConfiguration("logging");

export const readLogging = setting.read;

/** Undefined turns it off. */
export function putLogging(transaction: Transaction, bucket: BucketRecord, logging: Logging | undefined): void {
  if (logging === undefined) {
    setting.remove(transaction, bucket);
    transaction.delete(loggedBucketKey(bucket.name));
    return;
  }
  setting.put(transaction, bucket, logging);
  transaction.put(loggedBucketKey(bucket.name), new Uint8Array(0));
}

/** Buckets whose calls are logged. One that was deleted since may still be in the index; it is left out. */
export function loggedBuckets(reader: Reader): BucketRecord[] {
  const names = reader
    .range({ prefix: loggedBucketsPrefix, limit: LOGGED_BUCKETS_MAX })
    .map(({ key }) => String(key[2]));
  return names
    .map((name) => readBucket(reader, name))
    .filter((bucket): bucket is BucketRecord => bucket !== undefined && readLogging(reader, bucket) !== undefined);
}
