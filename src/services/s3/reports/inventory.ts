/**
 * Inventory configurations of a bucket by id, the index of buckets that have some, and the day on which each was last reported.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html (read 2026-11-29)
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { bucketConfiguration, type BucketConfiguration } from "../store/configurations.ts";
import { inventoriedBucketKey, inventoriedBucketsPrefix, inventoryRunKey } from "../store/keys.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { INVENTORIED_BUCKETS_MAX } from "./report-limits.ts";

export interface Inventory {
  readonly id: string;
  readonly isEnabled: boolean;
  readonly includesVersions: boolean;
  readonly isWeekly: boolean;
  readonly filterPrefix?: string | undefined;
  /** Names of the API, in the order of S3's reports. Undefined when the list was left out. */
  readonly optionalFields?: readonly string[] | undefined;
  readonly destination: InventoryDestination;
}

export interface InventoryDestination {
  readonly bucket: string;
  readonly accountId?: string | undefined;
  readonly prefix?: string | undefined;
  /** Left out for CSV. */
  readonly format?: "Parquet" | undefined;
  /** Set when encryption by S3's own keys was asked for. */
  readonly isSealed?: true | undefined;
}

const setting: BucketConfiguration<{ readonly list: readonly Inventory[] }> = bucketConfiguration("inventory");

/** By id, in order. */
export function readInventories(reader: Reader, bucket: BucketRecord): readonly Inventory[] {
  return setting.read(reader, bucket)?.list ?? [];
}

export function putInventories(transaction: Transaction, bucket: BucketRecord, list: readonly Inventory[]): void {
  if (list.length > 0) {
    setting.put(transaction, bucket, { list });
    transaction.put(inventoriedBucketKey(bucket.name), new Uint8Array(0));
    return;
  }
  setting.remove(transaction, bucket);
  transaction.delete(inventoriedBucketKey(bucket.name));
}

/** Buckets with inventories, and theirs. One that was deleted may still be in the index; it is left out. */
export function inventoriedBuckets(reader: Reader): (readonly [BucketRecord, readonly Inventory[]])[] {
  const query = { prefix: inventoriedBucketsPrefix, limit: INVENTORIED_BUCKETS_MAX };
  return reader.range(query).flatMap(({ key }) => {
    const bucket = readBucket(reader, String(key[2]));
    return bucket === undefined ? [] : [[bucket, readInventories(reader, bucket)] as const];
  });
}

/** State time of the last report; of the configuration while there was none. */
export interface InventoryRun {
  readonly atMs: number;
  readonly hasReported: boolean;
}

export function readInventoryRun(reader: Reader, bucket: string, id: string): InventoryRun | undefined {
  const bytes = reader.get(inventoryRunKey(bucket, id));
  return bytes === undefined ? undefined : decodeRecord<InventoryRun>(bytes);
}

export function writeInventoryRun(transaction: Transaction, bucket: string, id: string, run: InventoryRun): void {
  transaction.put(inventoryRunKey(bucket, id), encodeRecord(run));
}

export function removeInventoryRun(transaction: Transaction, bucket: string, id: string): void {
  transaction.delete(inventoryRunKey(bucket, id));
}
