/** One table of one bucket as the job writes it, and what all kinds of tables have in common. */
import type { Caller } from "../../../auth/principal.ts";
import type { TableWrite } from "../../../kit/ports/managed-tables.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { SealParts } from "../encryption/seal-parts.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { ANNOTATION_FIELDS, INVENTORY_FIELDS, JOURNAL_FIELDS } from "./columns.ts";
import { type CurrentKind, metadataTables, putMetadataTables, type TableState, withTable } from "./metadata-record.ts";
import { METADATA_SERVICE, type TablesPort } from "./metadata-service.ts";

/** What it needs of the service. */
export interface Writing extends SealParts {
  readonly bytes: ObjectBytes;
  readonly tables: TablesPort;
}

/** One table of one bucket, as it was found. */
export interface Target {
  readonly bucket: BucketRecord;
  readonly kind: "journal" | CurrentKind;
  readonly table: TableState & { readonly arn: string };
}

/** Unless the configuration has gone or begun anew. */
export function putStatus(
  transaction: Transaction,
  { bucket, kind, table }: Target,
  change: Partial<TableState>,
): void {
  const now = readBucket(transaction, bucket.name);
  const tables = now === undefined ? undefined : metadataTables.read(transaction, now);
  if (now === undefined || tables?.[kind]?.arn !== table.arn) return;
  putMetadataTables(transaction, now, withTable(tables, kind, change));
}

/** S3 itself, on behalf of the bucket's owner. */
export function metadataCaller({ accountId, region }: BucketRecord): Caller {
  return { principal: { type: "service", service: METADATA_SERVICE, accountId }, accountId, region };
}

export function fieldsOf(kind: Target["kind"]): TableWrite["fields"] {
  if (kind === "journal") return JOURNAL_FIELDS;
  return kind === "inventory" ? INVENTORY_FIELDS : ANNOTATION_FIELDS;
}
