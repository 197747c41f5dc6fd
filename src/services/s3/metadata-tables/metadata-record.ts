/**
 * The S3 Metadata configuration of a bucket: which tables it has, where, and how they are. It is a setting of the bucket, so that a bucket without one costs nothing; an index names the buckets that have
 * one, for the job that writes the tables.
 *
 *     ["s3", "metadata-tables", bucket]                 -> nothing: the index
 *     ["s3", "metadata-changed", bucket, table, key]    -> the id of the newest change: keys whose rows in that table are old
 *     ["s3", "metadata-backfill", bucket, table]        -> how far the first walk over the bucket is
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { LogQueue } from "../../../storage/commit-log.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { bucketConfiguration } from "../store/configurations.ts";
import { metadataBackfillKey, metadataChangedPrefix, metadataTablesKey, metadataTablesPrefix } from "../store/keys.ts";
import { METADATA_BUCKETS_MAX } from "./metadata-limits.ts";

export const METADATA_KIND = "metadata";

export type TableStatus = "CREATING" | "BACKFILLING" | "ACTIVE" | "FAILED";

export interface TableFault {
  readonly code: string;
  readonly message: string;
}

export interface TableState {
  readonly name: string;
  readonly status: TableStatus;
  /** Left out when the table could not be made. */
  readonly arn?: string | undefined;
  readonly fault?: TableFault | undefined;
}

/** A table that shows what is there now, as opposed to what has happened. */
export type CurrentKind = "inventory" | "annotation";

export interface MetadataTables {
  /** 1: a journal table alone, in a customer's table bucket. */
  readonly version: 1 | 2;
  readonly tableBucketArn: string;
  readonly namespace: string;
  readonly journal: TableState & { readonly expirationDays?: number | undefined };
  /** Left out while it is disabled. */
  readonly inventory?: TableState | undefined;
  /** With the role that it was given. Left out while it is disabled. */
  readonly annotation?: (TableState & { readonly role?: string | undefined }) | undefined;
}

export const metadataTables = bucketConfiguration<MetadataTables>(METADATA_KIND);

export function putMetadataTables(transaction: Transaction, bucket: BucketRecord, tables: MetadataTables): void {
  metadataTables.put(transaction, bucket, tables);
  transaction.put(metadataTablesKey(bucket.name), new Uint8Array(0));
}

/** The job takes away what waits for the tables. */
export function removeMetadataTables(transaction: Transaction, bucket: BucketRecord): void {
  metadataTables.remove(transaction, bucket);
}

/** Names in the index; a bucket may be gone since, or have lost its configuration. */
export function bucketsWithMetadata(reader: Reader): string[] {
  return reader.range({ prefix: metadataTablesPrefix, limit: METADATA_BUCKETS_MAX }).map(({ key }) => String(key[2]));
}

export const METADATA_CHANNEL = "s3-metadata-journal";

/** Rows that wait for the journal of a bucket. */
export function journalQueue(bucket: string): LogQueue {
  return { channel: METADATA_CHANNEL, topic: bucket };
}

/** Changes one kind of table, if it is still there. */
export function withTable(
  tables: MetadataTables,
  kind: "journal" | CurrentKind,
  change: Partial<TableState>,
): MetadataTables {
  const table = tables[kind];
  return table === undefined ? tables : { ...tables, [kind]: { ...table, ...change } };
}

/** What was kept for a table that is disabled or begins anew. */
export function forgetProgress(transaction: Transaction, bucket: string, kind: CurrentKind): void {
  transaction.delete(metadataBackfillKey(bucket, kind));
  // Old entries do no harm: a key that did not change is written as it is.
  for (const { key } of transaction.range({ prefix: metadataChangedPrefix(bucket, kind), limit: 1_000 }))
    transaction.delete(key);
}
