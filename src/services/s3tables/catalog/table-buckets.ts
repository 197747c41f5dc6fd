/** Table buckets: pure functions over a reader or a transaction. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { bucketExists, bucketNotEmpty, bucketNotFound, conflict } from "../errors.ts";
import { TABLE_BUCKETS_MAX } from "../limits.ts";
import { type BucketName, parseBucketArn } from "../names.ts";
import {
  bucketKey,
  bucketsPrefix,
  encodeRecord,
  namespacesPrefix,
  readRecord,
  type TableBucketRecord,
} from "../records.ts";

export function findBucket(reader: Reader, bucket: BucketName): TableBucketRecord | undefined {
  return readRecord<TableBucketRecord>(reader, bucketKey(bucket));
}

/** @throws {BadRequestException} 400  @throws {NotFoundException} 404 */
export function requireBucket(reader: Reader, arn: string): TableBucketRecord {
  const found = findBucket(reader, parseBucketArn(arn));
  if (found === undefined) throw bucketNotFound();
  return found;
}

/** @throws {ConflictException} 409 for a name that the account has already, and for one bucket too many */
export function createBucket(transaction: Transaction, record: TableBucketRecord): void {
  if (findBucket(transaction, record) !== undefined) throw bucketExists();
  const others = transaction.range({ prefix: bucketsPrefix(record), limit: TABLE_BUCKETS_MAX });
  if (others.length >= TABLE_BUCKETS_MAX && record.managedBy === undefined)
    throw conflict(`You have attempted to create more table buckets than allowed: ${TABLE_BUCKETS_MAX}.`);
  putTableBucket(transaction, record);
}

export function putTableBucket(transaction: Transaction, record: TableBucketRecord): void {
  transaction.put(bucketKey(record), encodeRecord(record));
}

/** @throws {ConflictException} 409 while it has namespaces */
export function deleteBucket(transaction: Transaction, record: TableBucketRecord): void {
  if (transaction.range({ prefix: namespacesPrefix(record.id), limit: 1 }).length > 0) throw bucketNotEmpty();
  transaction.delete(bucketKey(record));
}
