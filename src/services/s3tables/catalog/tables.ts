/**
 * Tables of a table bucket: pure functions over a reader or a transaction. A commit is a change of the pointer to the metadata file, which only succeeds for whoever has seen the
 * state before it.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { warehouseName } from "../../../kit/ports/warehouses.ts";
import {
  destinationNamespaceNotFound,
  metadataLocationInvalid,
  tableExists,
  tableNotFound,
  versionTokenMismatch,
} from "../errors.ts";
import { LOCATION_CHARACTERS_MAX } from "../limits.ts";
import {
  decodeRecord,
  encodeRecord,
  garbageKey,
  placeKey,
  readRecord,
  type TableBucketRecord,
  tableKey,
  type TablePlace,
  type TableRecord,
} from "../records.ts";
import { findBucket, requireBucket } from "./table-buckets.ts";
import { findNamespace } from "./namespaces.ts";

/** A table with the bucket that it is in. */
export interface Found {
  readonly bucket: TableBucketRecord;
  readonly table: TableRecord;
}

/** Where its files are: `s3://...` without a slash at the end. */
export function warehouseLocation(tableId: string): string {
  return `s3://${warehouseName(tableId)}`;
}

export interface TableName {
  readonly tableBucketARN: string;
  readonly namespace: string;
  readonly name: string;
}

/** @throws {BadRequestException} 400  @throws {NotFoundException} 404 for the bucket or the table */
export function requireTable(reader: Reader, { tableBucketARN, namespace, name }: TableName): Found {
  const bucket = requireBucket(reader, tableBucketARN);
  const table = findTable(reader, bucket, { namespace, name });
  if (table === undefined) throw tableNotFound();
  return { bucket, table };
}

export function findTable(
  reader: Reader,
  bucket: Pick<TableBucketRecord, "id">,
  { namespace, name }: Omit<TableName, "tableBucketARN">,
): TableRecord | undefined {
  return readRecord<TableRecord>(reader, tableKey(bucket.id, namespace, name));
}

/** The table with an id; undefined when it is gone. */
export function findTableById(reader: Reader, tableId: string): Found | undefined {
  const place = readRecord<TablePlace>(reader, placeKey(tableId));
  const bucket = place === undefined ? undefined : findBucket(reader, place.bucket);
  if (place === undefined || bucket === undefined) return undefined;
  const bytes = reader.get(tableKey(bucket.id, place.namespace, place.name));
  return bytes === undefined ? undefined : { bucket, table: decodeRecord<TableRecord>(bytes) };
}

/** The namespace is there. @throws {ConflictException} 409 */
export function createTable(transaction: Transaction, { bucket, table }: Found): void {
  if (findTable(transaction, bucket, table) !== undefined) throw tableExists();
  putTable(transaction, { bucket, table });
}

/** Writes a new or changed table, under the name that it has now. */
export function putTable(transaction: Transaction, { bucket, table }: Found): void {
  const { accountId, region, name } = bucket;
  const place: TablePlace = { bucket: { accountId, region, name }, namespace: table.namespace, name: table.name };
  transaction.put(tableKey(bucket.id, table.namespace, table.name), encodeRecord(table));
  transaction.put(placeKey(table.id), encodeRecord(place));
}

/** @throws {ConflictException} 409 when somebody else has changed the table since */
export function checkVersionToken(table: TableRecord, token: string | undefined): void {
  if (token !== undefined && token !== table.versionToken) throw versionTokenMismatch();
}

/** @throws {NotFoundException} 404 for the new namespace  @throws {ConflictException} 409 for the new name */
export function renameTable(transaction: Transaction, found: Found, renamed: TableRecord): void {
  const { bucket, table } = found;
  if (findNamespace(transaction, bucket, renamed.namespace) === undefined) throw destinationNamespaceNotFound();
  if (findTable(transaction, bucket, renamed) !== undefined) throw tableExists();
  transaction.delete(tableKey(bucket.id, table.namespace, table.name));
  putTable(transaction, { bucket, table: renamed });
}

/** What it has written goes with the next sweep. */
export function deleteTable(transaction: Transaction, { bucket, table }: Found): void {
  transaction.delete(tableKey(bucket.id, table.namespace, table.name));
  transaction.delete(placeKey(table.id));
  transaction.put(garbageKey(table.id), new Uint8Array(0));
}

/** A metadata file lies in the table's own warehouse. @throws {BadRequestException} 400 for one elsewhere */
export function checkMetadataLocation(table: TableRecord, location: string): string {
  const prefix = `${warehouseLocation(table.id)}/`;
  if (location.length > LOCATION_CHARACTERS_MAX || !location.startsWith(prefix)) throw metadataLocationInvalid();
  return location.slice(prefix.length);
}
