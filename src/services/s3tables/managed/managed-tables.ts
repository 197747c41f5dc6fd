/**
 * Tables that services keep. One commit takes: the state, the manifests, a Parquet file of what is new and of what was rewritten, and the swap of the pointer, in which the service notes what is done. A
 * table has one writer; a second one (another process) loses the swap and starts over from what it finds.
 *
 * What no snapshot needs any more is taken away now and then. What a try that failed has written is among it.
 */
import { planCommit, type Change, type OpenManifest } from "../../../iceberg/commit.ts";
import type { DataFile } from "../../../iceberg/manifest.ts";
import { printMetadata } from "../../../iceberg/metadata-json.ts";
import { timestampMsOf, timestampValue } from "../../../iceberg/single-value.ts";
import {
  expireSnapshots,
  logMetadataFile,
  newTableMetadata,
  type TableMetadata,
} from "../../../iceberg/table-metadata.ts";
import type { ManagedTables, TableWrite } from "../../../kit/ports/managed-tables.ts";
import { AVRO_CONTENT_TYPE, METADATA_CONTENT_TYPE, PARQUET_CONTENT_TYPE } from "../catalog/file-names.ts";
import { checkVersionToken, findTableById, type Found, putTable } from "../catalog/tables.ts";
import { tableNotFound } from "../errors.ts";
import {
  MANAGED_METADATA_FILES_MAX,
  MANAGED_SMALL_FILE_BYTES,
  MANAGED_SMALL_FILES_MAX,
  MANAGED_SNAPSHOT_AGE_MS,
  MANAGED_SNAPSHOTS_MAX,
  MANAGED_SWEEP_COMMITS,
} from "../limits.ts";
import { readTableArn } from "../names.ts";
import type { S3Tables } from "../s3tables.ts";
import { draftTable } from "./draft-table.ts";
import { removeUnreferenced } from "./remove-unreferenced.ts";
import { readManifests, readMetadata, TableFiles } from "./table-state.ts";
import { writeParquet } from "./write-parquet.ts";

export function createManagedTables(tables: S3Tables): ManagedTables {
  return {
    draft: (table) => draftTable(tables, table),
    exists: (reader, arn) => findByArn((id) => findTableById(reader, id), arn) !== undefined,
    write: (write) => writeTable(tables, write),
  };
}

function findByArn<T>(find: (tableId: string) => T | undefined, arn: string): T | undefined {
  const tableId = readTableArn(arn)?.tableId;
  return tableId === undefined ? undefined : find(tableId);
}

/** A table as it was found, with its files. */
interface Open {
  readonly found: Found;
  readonly files: TableFiles;
  readonly metadata: TableMetadata;
  readonly manifests: readonly OpenManifest[];
}

async function writeTable(tables: S3Tables, write: TableWrite): Promise<void> {
  const open = await openTable(tables, write);
  const change = await makeChange(tables, open, write);
  const isEmpty = change.added.length === 0 && change.removed.size === 0;
  const isOld = expired(open.metadata, write.nowMs).snapshots?.length !== open.metadata.snapshots?.length;
  if (isEmpty && !isOld && open.found.table.metadataLocation !== undefined) {
    const { alongside } = write;
    if (alongside !== undefined) await tables.records.transact(alongside);
    return;
  }
  const metadata = await commit(tables, { ...open, write, change: isEmpty ? undefined : change });
  const isDue = metadata["last-sequence-number"] % MANAGED_SWEEP_COMMITS === MANAGED_SWEEP_COMMITS - 1;
  if (isDue || isEmpty) await removeUnreferenced(open.files, metadata, write.nowMs);
}

/** @throws {NotFoundException} 404 */
async function openTable(tables: S3Tables, { arn, caller, fields, nowMs }: TableWrite): Promise<Open> {
  const found = await tables.records.read((reader) => findByArn((id) => findTableById(reader, id), arn));
  if (found === undefined) throw tableNotFound();
  const { table } = found;
  const files = new TableFiles(tables, table, caller);
  const properties = { "write.parquet.compression-codec": "zstd" };
  const metadata =
    table.metadataLocation === undefined
      ? newTableMetadata({ uuid: table.id, location: files.location, nowMs, fields, keepsIds: true, properties })
      : await readMetadata(files, table.metadataLocation);
  return { found, files, metadata, manifests: await readManifests(files, metadata) };
}

/** Which files go, and the one that comes. Small files become one with it when there are many; those of different days of expiry do not. */
async function makeChange(tables: S3Tables, { files, manifests }: Open, write: TableWrite): Promise<Change> {
  const live = manifests.flatMap(({ entries }) => entries.map(({ file }) => file));
  const timed = timeColumn(write);
  const { beforeMs = -Infinity } = write.expiring ?? {};
  const old = live.filter((file) => timed !== undefined && latestOf(file, timed.id) < beforeMs);
  const staying = live.filter((file) => !old.includes(file));
  const rewritten = write.replaced === undefined ? joinedBy(staying, write, timed?.id) : staying;
  const isNothingNew = write.rows.length === 0 && (write.replaced === undefined || rewritten.length === 0);
  const removed = new Set([...old, ...(isNothingNew ? [] : rewritten)].map(({ path }) => path));
  const added = isNothingNew ? undefined : await writeDataFile(tables, files, { write, rewritten, timeId: timed?.id });
  const isReplacing = removed.size > old.length;
  return {
    added: added === undefined ? [] : [added],
    removed,
    operation: added === undefined ? "delete" : isReplacing || old.length > 0 ? "overwrite" : "append",
  };
}

function timeColumn({ expiring, fields }: TableWrite): { readonly id: number; readonly name: string } | undefined {
  return fields.find(({ name }) => name === expiring?.column);
}

function latestOf({ upperBounds }: DataFile, timeId: number): number {
  const bound = upperBounds?.get(timeId);
  return bound === undefined ? Infinity : timestampMsOf(bound);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Small files that become one with the new one, once there are too many of them. */
function joinedBy(
  live: readonly DataFile[],
  { rows, nowMs }: TableWrite,
  timeId: number | undefined,
): readonly DataFile[] {
  if (rows.length === 0) return [];
  const today = Math.floor(nowMs / DAY_MS);
  const small = live.filter(
    (file) =>
      file.sizeBytes < MANAGED_SMALL_FILE_BYTES &&
      (timeId === undefined || Math.floor(latestOf(file, timeId) / DAY_MS) === today),
  );
  return small.length >= MANAGED_SMALL_FILES_MAX ? small : [];
}

interface Writing {
  readonly write: TableWrite;
  readonly rewritten: readonly DataFile[];
  readonly timeId: number | undefined;
}

/** Undefined when no row is left. */
async function writeDataFile(
  { engine, runtime }: S3Tables,
  files: TableFiles,
  { write, rewritten, timeId }: Writing,
): Promise<DataFile | undefined> {
  const { fields, rows, replaced: without } = write;
  const local = await Promise.all(rewritten.map(({ path }) => files.localFile(path)));
  try {
    const paths = local.map(({ path }) => path);
    const result = await writeParquet(await engine(), { fields, rows, paths, without });
    try {
      const [file] = result.files;
      if (file === undefined || result.rowCount === 0) return undefined;
      const path = files.pathOf(`data/${runtime.ids.uuid()}.parquet`);
      await files.take(path, file.path, PARQUET_CONTENT_TYPE);
      const { sizeBytes } = file;
      const base = { content: 0, path, format: "PARQUET", recordCount: result.rowCount, sizeBytes } as const;
      return timeId === undefined ? base : { ...base, upperBounds: upperBoundOf(write, rewritten, timeId) };
    } finally {
      await result.release();
    }
  } finally {
    await Promise.all(local.map((file) => file.release()));
  }
}

function upperBoundOf(
  write: TableWrite,
  rewritten: readonly DataFile[],
  timeId: number,
): ReadonlyMap<number, Uint8Array> {
  const column = write.expiring?.column ?? "";
  const times = write.rows.map((row) => Date.parse(`${String(row[column])}Z`));
  const latest = [...times, ...rewritten.map((file) => latestOf(file, timeId))].reduce(
    (one, other) => Math.max(one, other),
    0,
  );
  return new Map([[timeId, timestampValue(latest)]]);
}

interface Committing extends Open {
  readonly write: TableWrite;
  /** Undefined for a table's first state, and when only snapshots go. */
  readonly change: Change | undefined;
}

/** @throws {ConflictException} 409 when somebody else has written meanwhile */
async function commit(tables: S3Tables, open: Committing): Promise<TableMetadata> {
  const { files, write, change, found } = open;
  const { runtime, records } = tables;
  const uuid = runtime.ids.uuid();
  const pathOf = (name: string): string => files.pathOf(`metadata/${name}`);
  const snapshotId = BigInt(`0x${runtime.ids.hex(8)}`) >> 1n;
  const names = { snapshotId, timestampMs: write.nowMs, pathOf, uuid };
  const planned =
    change === undefined
      ? { metadata: open.metadata, files: [] }
      : planCommit(open.metadata, open.manifests, { change, names });
  for (const { path, bytes } of planned.files) await files.write(path, bytes, AVRO_CONTENT_TYPE);
  const metadata = tidied(open, planned.metadata);
  const version = String(metadata["last-sequence-number"]).padStart(5, "0");
  const metadataLocation = pathOf(`${version}-${uuid}.metadata.json`);
  await files.write(metadataLocation, Buffer.from(printMetadata(metadata)), METADATA_CONTENT_TYPE);
  const versionToken = runtime.ids.hex(10);
  await records.transact((transaction) => {
    const now = findTableById(transaction, found.table.id);
    if (now === undefined) throw tableNotFound();
    checkVersionToken(now.table, found.table.versionToken);
    const changed = { metadataLocation, versionToken, modifiedMs: write.nowMs };
    putTable(transaction, { ...now, table: { ...now.table, ...changed } });
    write.alongside?.(transaction);
  });
  return metadata;
}

function tidied({ found, write, metadata: before }: Committing, metadata: TableMetadata): TableMetadata {
  const { metadataLocation: file } = found.table;
  const previous = { file: file ?? "", timestampMs: before["last-updated-ms"] };
  const logged = file === undefined ? metadata : logMetadataFile(metadata, previous, MANAGED_METADATA_FILES_MAX);
  return expired(logged, write.nowMs);
}

/** AWS: a snapshot of these tables stays at most 24 hours (metadata-tables-restrictions.html). */
function expired(metadata: TableMetadata, nowMs: number): TableMetadata {
  const oldestMs = nowMs - MANAGED_SNAPSHOT_AGE_MS;
  return expireSnapshots(metadata, { oldestMs, keptMin: 1, keptMax: MANAGED_SNAPSHOTS_MAX });
}
