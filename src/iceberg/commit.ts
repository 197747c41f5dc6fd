/**
 * What a commit writes: from the current state of a table and the data files that come and go, the manifests, the manifest list, and the next state. Pure: the caller reads the current
 * manifests before, writes these files after, and then swaps the pointer.
 *
 * Entries of files that stay keep their sequence numbers. Manifests that nothing was taken out of are carried on as they are, until there are too many small ones; then
 * they become one.
 */
import { IcebergError } from "./iceberg-error.ts";
import { type Counts, type ManifestFile, writeManifestList } from "./manifest-list.ts";
import { type DataFile, type ManifestEntry, writeManifest } from "./manifest.ts";
import { addSnapshot, currentSchema, type Snapshot, type TableMetadata } from "./table-metadata.ts";

/** A manifest with its entries, as it was read. */
export interface OpenManifest {
  readonly file: ManifestFile;
  /** Those that are not deleted, with their numbers filled in. */
  readonly entries: readonly ManifestEntry[];
}

export interface Change {
  readonly added: readonly DataFile[];
  /** Paths of data files that go. */
  readonly removed: ReadonlySet<string>;
  /** `append`, `overwrite`, `delete`, or `replace` when the rows stay the same. */
  readonly operation: "append" | "overwrite" | "delete" | "replace";
}

export interface CommitNames {
  readonly snapshotId: bigint;
  readonly timestampMs: number;
  /** Where a file of this name is put. */
  readonly pathOf: (name: string) => string;
  /** In all names, so that no two tries have a file in common. */
  readonly uuid: string;
}

export interface WrittenFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface Commit {
  readonly metadata: TableMetadata;
  /** To be written before the state that names them. */
  readonly files: readonly WrittenFile[];
}

/** Manifests that a snapshot carries on before they become one. */
const MANIFESTS_MAX = 24;

/** Fills in what entries inherit from the manifest list, and leaves out what is deleted. */
export function openManifest(file: ManifestFile, entries: readonly ManifestEntry[]): OpenManifest {
  const live = entries.filter(({ status }) => status !== 2);
  return {
    file,
    entries: live.map((entry) => ({
      ...entry,
      snapshotId: entry.snapshotId ?? file.addedSnapshotId,
      sequenceNumber: entry.sequenceNumber ?? file.sequenceNumber,
      fileSequenceNumber: entry.fileSequenceNumber ?? file.sequenceNumber,
    })),
  };
}

/** @throws {IcebergError} unsupported for what this does not write: partitions, delete files, other versions of the format */
export function planCommit(
  metadata: TableMetadata,
  current: readonly OpenManifest[],
  { change, names }: { readonly change: Change; readonly names: CommitNames },
): Commit {
  requireWritable(metadata, current);
  const sequenceNumber = metadata["last-sequence-number"] + 1;
  const writing = { metadata, names, sequenceNumber };
  const isTouched = ({ entries }: OpenManifest): boolean => entries.some(({ file }) => change.removed.has(file.path));
  const alive = current.filter(({ entries }) => entries.length > 0);
  const carried = alive.length > MANIFESTS_MAX ? [] : alive.filter((manifest) => !isTouched(manifest));
  const rewritten = alive.filter((manifest) => !carried.includes(manifest));
  const files: WrittenFile[] = [];
  const manifests: ManifestFile[] = carried.map(({ file }) => file);
  const kept = rewritten.flatMap(({ entries }) => entries.map((entry) => keptOrDeleted(entry, change, names)));
  if (kept.length > 0) pushManifest(kept, "m0");
  const added = change.added.map((file): ManifestEntry => ({ status: 1, snapshotId: names.snapshotId, file }));
  if (added.length > 0) pushManifest(added, "m1");

  const snapshot: Snapshot = {
    "snapshot-id": names.snapshotId,
    "parent-snapshot-id": metadata["current-snapshot-id"],
    "sequence-number": sequenceNumber,
    "timestamp-ms": names.timestampMs,
    "manifest-list": names.pathOf(`snap-${names.snapshotId}-1-${names.uuid}.avro`),
    summary: summaryOf(current, change),
    "schema-id": metadata["current-schema-id"],
  };
  files.push({ path: snapshot["manifest-list"], bytes: writeManifestList(snapshot, manifests) });
  return { metadata: addSnapshot(metadata, snapshot), files };

  function pushManifest(entries: readonly ManifestEntry[], name: string): void {
    const written = manifestOf(writing, entries, name);
    files.push(written.written);
    manifests.push(written.file);
  }
}

function requireWritable(metadata: TableMetadata, current: readonly OpenManifest[]): void {
  const isPartitioned = metadata["partition-specs"].some(({ fields }) => fields.length > 0);
  if (metadata["format-version"] !== 2 || isPartitioned || current.some(({ file }) => file.content === 1))
    throw new IcebergError(
      "unsupported",
      "only tables of format version 2 without partitions and delete files are written",
    );
}

function keptOrDeleted(entry: ManifestEntry, { removed }: Change, { snapshotId }: CommitNames): ManifestEntry {
  return removed.has(entry.file.path) ? { ...entry, status: 2, snapshotId } : { ...entry, status: 0 };
}

interface Writing {
  readonly metadata: TableMetadata;
  readonly names: CommitNames;
  readonly sequenceNumber: number;
}

function manifestOf(
  { metadata, names, sequenceNumber }: Writing,
  entries: readonly ManifestEntry[],
  name: string,
): { readonly file: ManifestFile; readonly written: WrittenFile } {
  const bytes = writeManifest(currentSchema(metadata), entries);
  const path = names.pathOf(`${names.uuid}-${name}.avro`);
  const live = entries.filter(({ status }) => status !== 2);
  const file: ManifestFile = {
    path,
    sizeBytes: bytes.length,
    partitionSpecId: metadata["default-spec-id"],
    content: 0,
    sequenceNumber,
    minSequenceNumber: Math.min(sequenceNumber, ...live.map((entry) => entry.sequenceNumber ?? sequenceNumber)),
    addedSnapshotId: names.snapshotId,
    added: countsOf(entries, 1),
    existing: countsOf(entries, 0),
    deleted: countsOf(entries, 2),
  };
  return { file, written: { path, bytes } };
}

function countsOf(entries: readonly ManifestEntry[], wanted: ManifestEntry["status"]): Counts {
  return total(entries.filter(({ status }) => status === wanted).map(({ file }) => file));
}

function total(files: readonly DataFile[]): Counts & { readonly bytes: number } {
  return {
    files: files.length,
    rows: files.reduce((sum, { recordCount }) => sum + recordCount, 0),
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
}

/** @see https://iceberg.apache.org/spec/#optional-snapshot-summary-fields */
function summaryOf(current: readonly OpenManifest[], { added, removed, operation }: Change): Record<string, string> {
  const before = current.flatMap(({ entries }) => entries.map(({ file }) => file));
  const [came, went] = [total(added), total(before.filter(({ path }) => removed.has(path)))];
  const now = total([...before.filter(({ path }) => !removed.has(path)), ...added]);
  const counted = (name: string, value: number): [string, string][] => (value === 0 ? [] : [[name, String(value)]]);
  return {
    operation,
    ...Object.fromEntries([
      ...counted("added-data-files", came.files),
      ...counted("added-records", came.rows),
      ...counted("added-files-size", came.bytes),
      ...counted("deleted-data-files", went.files),
      ...counted("deleted-records", went.rows),
      ...counted("removed-files-size", went.bytes),
    ]),
    "total-data-files": String(now.files),
    "total-records": String(now.rows),
    "total-files-size": String(now.bytes),
    "total-delete-files": "0",
    "total-position-deletes": "0",
    "total-equality-deletes": "0",
  };
}
