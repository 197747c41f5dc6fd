/**
 * Files of Parquet inventories: rows are laid down as lines of JSON, and the query engine's worker makes a file of columns of them. The lines are stored bytes like any others, named by a
 * record of their own while they are needed; what a crash leaves of them goes at the next report.
 *
 * Names and types of the columns are those of AWS's reports. The files themselves call `bucket` and `key` optional, because the engine knows no other columns.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html (read 2026-11-29: `message s3.inventory { ... }`)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-athena-query.html (read 2026-11-29: names and types of all columns)
 */
import { createHash } from "node:crypto";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import type { Caller } from "../../../auth/principal.ts";
import type { QueryEngine, QueryOutput } from "../../../query/query-engine.ts";
import type { Extents, ObjectBytes } from "../../../storage/objects.ts";
import type { Key, RecordStore } from "../../../storage/record-store.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { SCRATCH_PAGE } from "./report-limits.ts";

type ParquetType = "binary" | "int64" | "boolean" | "time";

/** As a column of the manifest's schema, and as the engine's SQL of its text. */
const TYPES: Readonly<Record<ParquetType, { readonly shown: string; readonly note: string; readonly sql: string }>> = {
  binary: { shown: "binary", note: " (UTF8)", sql: "$" },
  int64: { shown: "int64", note: "", sql: "CAST($ AS BIGINT)" },
  boolean: { shown: "boolean", note: "", sql: "CAST($ AS BOOLEAN)" },
  time: { shown: "int64", note: " (TIMESTAMP_MILLIS)", sql: "CAST(CAST($ AS TIMESTAMP) AS TIMESTAMP_MS)" },
};

interface Column {
  readonly name: string;
  readonly type: ParquetType;
}

/** By the name that reports in CSV have. */
const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ["Bucket", { name: "bucket", type: "binary" }],
  ["Key", { name: "key", type: "binary" }],
  ["VersionId", { name: "version_id", type: "binary" }],
  ["IsLatest", { name: "is_latest", type: "boolean" }],
  ["IsDeleteMarker", { name: "is_delete_marker", type: "boolean" }],
  ["Size", { name: "size", type: "int64" }],
  ["LastModifiedDate", { name: "last_modified_date", type: "time" }],
  ["ETag", { name: "e_tag", type: "binary" }],
  ["StorageClass", { name: "storage_class", type: "binary" }],
  ["IsMultipartUploaded", { name: "is_multipart_uploaded", type: "boolean" }],
  ["ReplicationStatus", { name: "replication_status", type: "binary" }],
  ["EncryptionStatus", { name: "encryption_status", type: "binary" }],
  ["ObjectLockRetainUntilDate", { name: "object_lock_retain_until_date", type: "time" }],
  ["ObjectLockMode", { name: "object_lock_mode", type: "binary" }],
  ["ObjectLockLegalHoldStatus", { name: "object_lock_legal_hold_status", type: "binary" }],
  ["IntelligentTieringAccessTier", { name: "intelligent_tiering_access_tier", type: "binary" }],
  ["ChecksumAlgorithm", { name: "checksum_algorithm", type: "binary" }],
  ["ObjectOwner", { name: "object_owner", type: "binary" }],
]);

const REQUIRED: ReadonlySet<string> = new Set(["bucket", "key"]);

function columnsOf(names: readonly string[]): readonly Column[] {
  return names.flatMap((name) => COLUMNS.get(name) ?? []);
}

/** `fileSchema` of the manifest. */
export function parquetSchema(names: readonly string[]): string {
  const fields = columnsOf(names).map(({ name, type }) => {
    const { shown, note } = TYPES[type];
    return `${REQUIRED.has(name) ? "required" : "optional"} ${shown} ${name}${note};`;
  });
  return `message s3.inventory { ${fields.join(" ")} }`;
}

/** One row for the engine: what is empty is left out, and so null. */
export function jsonRow(names: readonly string[], values: readonly string[]): string {
  const pairs = columnsOf(names).flatMap(({ name }, index) => {
    const value = values[index] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  return `${JSON.stringify(Object.fromEntries(pairs))}\n`;
}

export interface ParquetWriting {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  readonly queries: () => Promise<QueryEngine>;
}

export interface ParquetTarget {
  readonly store: ObjectStore;
  readonly caller: Caller;
  readonly bucket: string;
  readonly key: string;
  readonly names: readonly string[];
  readonly signal: AbortSignal;
}

const scratchPrefix: Key = ["s3", "inventory-scratch"];

/** Makes one file of the rows, and an object of it. */
export async function putParquet(
  writing: ParquetWriting,
  rows: AsyncIterable<Uint8Array>,
  target: ParquetTarget,
): Promise<{ readonly size: number; readonly MD5checksum: string }> {
  const { records, bytes } = writing;
  const staged = await bytes.stage(rows);
  const scratchKey = [...scratchPrefix, target.key];
  const extents = await records.transact((transaction) => {
    const kept = staged.commit(transaction);
    transaction.put(scratchKey, encodeRecord(kept));
    return kept;
  });
  try {
    const file = await bytes.localFile(extents);
    try {
      return await convert(writing, file.path, target);
    } finally {
      await file.release();
    }
  } finally {
    await records.transact((transaction) => {
      bytes.release(transaction, extents);
      transaction.delete(scratchKey);
    });
  }
}

/** Removes what a report left that was broken off by a crash. */
export async function clearScratch({ records, bytes }: ParquetWriting): Promise<void> {
  const query = { prefix: scratchPrefix, limit: SCRATCH_PAGE };
  if ((await records.read((reader) => reader.range(query))).length === 0) return;
  await records.transact((transaction) => {
    for (const { key, value } of transaction.range(query)) {
      bytes.release(transaction, decodeRecord<Extents>(value));
      transaction.delete(key);
    }
  });
}

async function convert(
  { queries }: ParquetWriting,
  path: string,
  { store, caller, bucket, key, names, signal }: ParquetTarget,
): Promise<{ readonly size: number; readonly MD5checksum: string }> {
  const columns = columnsOf(names);
  const types = columns.map(({ name }) => `${name}: 'VARCHAR'`).join(", ");
  const source = `read_json('${path.replaceAll("'", "''")}', format = 'newline_delimited', compression = 'uncompressed', columns = {${types}})`;
  const output = (): QueryOutput => ({
    name: "inventory.parquet",
    projection: columns
      .map(({ name, type }, index) => `${TYPES[type].sql.replace("$", `c${index}`)} AS ${name}`)
      .join(", "),
    options: "FORMAT parquet, COMPRESSION snappy",
  });
  const engine = await queries();
  const query = `SELECT ${columns.map(({ name }) => `"${name}"`).join(", ")} FROM ${source}`;
  const result = await engine.run({ query, readPaths: [path], rowLimit: 0, output, signal });
  try {
    const [file] = result.files;
    if (file === undefined) throw new TypeError("the engine wrote no file");
    const hash = createHash("md5");
    for await (const chunk of file.read()) hash.update(chunk);
    const { sizeBytes } = await store.putFile(caller, bucket, key, file.path, "application/octet-stream");
    return { size: sizeBytes, MD5checksum: hash.digest("hex") };
  } finally {
    await result.release();
  }
}
