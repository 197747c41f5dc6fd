/** How a table comes to be: its record and its warehouse in one transaction, then its first metadata file. A crash in between leaves a table without one, as CreateTable without a schema does. */
import { printMetadata } from "../../../iceberg/metadata-json.ts";
import type { TableMetadata } from "../../../iceberg/table-metadata.ts";
import { warehouseName } from "../../../kit/ports/warehouses.ts";
import type { Caller } from "../../../auth/principal.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { Encryption, TableBucketRecord, TableRecord } from "../records.ts";
import type { S3Tables } from "../s3tables.ts";
import { checkVersionToken, createTable, findTableById, type Found, putTable, warehouseLocation } from "./tables.ts";
import { tableNotFound } from "../errors.ts";
import { METADATA_CONTENT_TYPE } from "./file-names.ts";

export interface TableDraft {
  /** Fresh, like the token; made before the transaction. */
  readonly id: string;
  readonly versionToken: string;
  readonly nowMs: number;
  /** Who makes it. */
  readonly accountId: string;
  readonly namespace: string;
  readonly name: string;
  /** The bucket's, unless given. */
  readonly encryption: Encryption | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly managedBy?: string | undefined;
}

/** @throws {ConflictException} 409 */
export function addTable(
  { warehouses }: Pick<S3Tables, "warehouses">,
  transaction: Transaction,
  { bucket, draft }: { readonly bucket: TableBucketRecord; readonly draft: TableDraft },
): Found {
  const { accountId, nowMs, encryption: asked, ...named } = draft;
  const encryption = asked ?? bucket.encryption ?? { algorithm: "AES256" };
  const table: TableRecord = {
    ...named,
    encryption,
    createdMs: nowMs,
    createdBy: accountId,
    modifiedMs: nowMs,
    modifiedBy: accountId,
  };
  createTable(transaction, { bucket, table });
  const { accountId: owner, region } = bucket;
  const name = warehouseName(table.id);
  warehouses.add(transaction, { name, accountId: owner, region, createdMs: nowMs, encryption });
  return { bucket, table };
}

/** @throws {ConflictException} 409 when somebody has changed the table meanwhile */
export async function writeFirstMetadata(
  { records, runtime, warehouses }: Pick<S3Tables, "records" | "runtime" | "warehouses">,
  { table }: Found,
  { metadata, context }: { readonly metadata: TableMetadata; readonly context: Caller },
): Promise<TableRecord> {
  const key = `metadata/00000-${runtime.ids.uuid()}.metadata.json`;
  const text = Buffer.from(printMetadata(metadata));
  await warehouses.store.put(context, warehouseName(table.id), key, text, METADATA_CONTENT_TYPE);
  const metadataLocation = `${warehouseLocation(table.id)}/${key}`;
  const versionToken = runtime.ids.hex(10);
  return await records.transact((transaction) => {
    const found = findTableById(transaction, table.id);
    if (found === undefined) throw tableNotFound();
    checkVersionToken(found.table, table.versionToken);
    const written = { ...found.table, metadataLocation, versionToken };
    putTable(transaction, { ...found, table: written });
    return written;
  });
}
