/**
 * Reading and changing bucket records. Pure functions over a reader or a transaction; the account's index is kept in the
 * same commit.
 */
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { noSuchBucket } from "../errors.ts";
import { addToBucketCount } from "./bucket-count.ts";
import type { BucketRecord } from "./bucket-record.ts";
import {
  accountBucketKey,
  bucketKey,
  bucketPolicyKey,
  configurationKey,
  directoryBucketKey,
  currentPrefix,
  historyOfBucketPrefix,
} from "./keys.ts";
import { decodeRecord, encodeRecord } from "./record-codec.ts";

const NOTHING = new Uint8Array(0);

/** A record as it was read: from these bytes, while the store was in this state. */
interface Decoded {
  readonly bytes: Uint8Array;
  readonly record: BucketRecord;
  state: object | undefined;
}

/** By name: every request reads its bucket, and buckets seldom change. */
const decoded = new Map<string, Decoded>();
const DECODED_MAX = 1000;

export function readBucket(reader: Reader, bucket: string): BucketRecord | undefined {
  const { state } = reader;
  const known = decoded.get(bucket);
  if (known !== undefined && state !== undefined && known.state === state) return known.record;
  const bytes = reader.get(bucketKey(bucket));
  if (bytes === undefined) return undefined;
  if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) {
    known.state = state;
    return known.record;
  }
  const record = decodeRecord<BucketRecord>(bytes);
  if (known !== undefined || decoded.size < DECODED_MAX) decoded.set(bucket, { bytes, record, state });
  return record;
}

/** @throws {NoSuchBucket} 404 */
export function requireBucket(reader: Reader, bucket: string): BucketRecord {
  const record = readBucket(reader, bucket);
  if (record === undefined) throw noSuchBucket(bucket);
  return record;
}

/** Writes a bucket that was not there; the caller has looked. */
export function addBucket(transaction: Transaction, record: BucketRecord): void {
  putBucket(transaction, record);
  transaction.put(indexKey(record), NOTHING);
  if (record.zone === undefined) addToBucketCount(transaction, record.accountId, 1);
}

/** Writes a changed bucket. */
export function putBucket(transaction: Transaction, record: BucketRecord): void {
  transaction.put(bucketKey(record.name), encodeRecord(record));
}

/** Removes the record of a bucket. The caller has made sure that it is empty. */
export function removeBucket(transaction: Transaction, record: BucketRecord): void {
  removeHiddenBucket(transaction, record);
  transaction.delete(indexKey(record));
  if (record.zone === undefined) addToBucketCount(transaction, record.accountId, -1);
}

/** The same for a bucket that is in no index. */
export function removeHiddenBucket(transaction: Transaction, record: BucketRecord): void {
  transaction.delete(bucketKey(record.name));
  transaction.delete(bucketPolicyKey(record.name));
  for (const kind of Object.keys(record.configurations ?? {})) transaction.delete(configurationKey(record.name, kind));
}

function indexKey({ accountId, name, zone }: BucketRecord): Key {
  return zone === undefined ? accountBucketKey(accountId, name) : directoryBucketKey(accountId, name);
}

/** No object, no noncurrent version and no delete marker is left. Multipart uploads do not count. */
export function isBucketEmpty(reader: Reader, bucket: string): boolean {
  if (reader.range({ prefix: currentPrefix(bucket), limit: 1 }).length > 0) return false;
  return reader.range({ prefix: historyOfBucketPrefix(bucket), limit: 1 }).length === 0;
}
