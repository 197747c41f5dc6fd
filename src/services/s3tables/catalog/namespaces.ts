/** Namespaces of a table bucket: pure functions over a reader or a transaction. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { namespaceExists, namespaceNotEmpty, namespaceNotFound } from "../errors.ts";
import {
  encodeRecord,
  namespaceKey,
  type NamespaceRecord,
  readRecord,
  type TableBucketRecord,
  tablesOfNamespacePrefix,
} from "../records.ts";

type Bucket = Pick<TableBucketRecord, "id">;

export function findNamespace(reader: Reader, bucket: Bucket, name: string): NamespaceRecord | undefined {
  return readRecord<NamespaceRecord>(reader, namespaceKey(bucket.id, name));
}

/** @throws {NotFoundException} 404 */
export function requireNamespace(reader: Reader, bucket: Bucket, name: string): NamespaceRecord {
  const found = findNamespace(reader, bucket, name);
  if (found === undefined) throw namespaceNotFound();
  return found;
}

/** @throws {ConflictException} 409 */
export function createNamespace(transaction: Transaction, bucket: Bucket, record: NamespaceRecord): void {
  if (findNamespace(transaction, bucket, record.name) !== undefined) throw namespaceExists();
  transaction.put(namespaceKey(bucket.id, record.name), encodeRecord(record));
}

/** @throws {NotFoundException} 404  @throws {ConflictException} 409 while it has tables */
export function deleteNamespace(transaction: Transaction, bucket: Bucket, name: string): void {
  requireNamespace(transaction, bucket, name);
  if (transaction.range({ prefix: tablesOfNamespacePrefix(bucket.id, name), limit: 1 }).length > 0)
    throw namespaceNotEmpty();
  transaction.delete(namespaceKey(bucket.id, name));
}
