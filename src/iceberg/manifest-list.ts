/**
 * Manifest lists: the manifests of one snapshot, with counts, so that a reader opens only those that it needs.
 *
 * @see https://iceberg.apache.org/spec/#manifest-lists
 */
import type { AvroRecord, AvroValue } from "./avro/avro-schema.ts";
import { malformed } from "./avro/binary.ts";
import { readAvroFile, writeAvroFile } from "./avro/container.ts";
import type { Snapshot } from "./table-metadata.ts";

export interface ManifestFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly partitionSpecId: number;
  /** 0 data, 1 deletes. */
  readonly content: 0 | 1;
  readonly sequenceNumber: number;
  readonly minSequenceNumber: number;
  readonly addedSnapshotId: bigint;
  readonly added: Counts;
  readonly existing: Counts;
  readonly deleted: Counts;
}

export interface Counts {
  readonly files: number;
  readonly rows: number;
}

const counted = (what: string, filesId: number, rowsId: number): AvroRecord["fields"] => [
  { name: `${what}_files_count`, type: "int", "field-id": filesId },
  { name: `${what}_rows_count`, type: "long", "field-id": rowsId },
];

const MANIFEST_FILE: AvroRecord = {
  type: "record",
  name: "manifest_file",
  fields: [
    { name: "manifest_path", type: "string", "field-id": 500 },
    { name: "manifest_length", type: "long", "field-id": 501 },
    { name: "partition_spec_id", type: "int", "field-id": 502 },
    { name: "content", type: "int", "field-id": 517 },
    { name: "sequence_number", type: "long", "field-id": 515 },
    { name: "min_sequence_number", type: "long", "field-id": 516 },
    { name: "added_snapshot_id", type: "long", "field-id": 503 },
    ...counted("added", 504, 512),
    ...counted("existing", 505, 513),
    ...counted("deleted", 506, 514),
  ],
};

export function writeManifestList(
  snapshot: Pick<Snapshot, "snapshot-id" | "parent-snapshot-id" | "sequence-number">,
  manifests: readonly ManifestFile[],
): Uint8Array {
  const properties = {
    "snapshot-id": String(snapshot["snapshot-id"]),
    "parent-snapshot-id": String(snapshot["parent-snapshot-id"] ?? "null"),
    "sequence-number": String(snapshot["sequence-number"]),
    "format-version": "2",
  };
  return writeAvroFile(MANIFEST_FILE, { properties, records: manifests.map(toRecord) });
}

/** @throws {IcebergError} malformed, unsupported */
export function readManifestList(bytes: Uint8Array): ManifestFile[] {
  return readAvroFile(bytes).records.map(fromRecord);
}

function toRecord(manifest: ManifestFile): Record<string, AvroValue> {
  return {
    manifest_path: manifest.path,
    manifest_length: BigInt(manifest.sizeBytes),
    partition_spec_id: BigInt(manifest.partitionSpecId),
    content: BigInt(manifest.content),
    sequence_number: BigInt(manifest.sequenceNumber),
    min_sequence_number: BigInt(manifest.minSequenceNumber),
    added_snapshot_id: manifest.addedSnapshotId,
    ...countsRecord("added", manifest.added),
    ...countsRecord("existing", manifest.existing),
    ...countsRecord("deleted", manifest.deleted),
  };
}

function countsRecord(what: string, { files, rows }: Counts): Record<string, AvroValue> {
  return { [`${what}_files_count`]: BigInt(files), [`${what}_rows_count`]: BigInt(rows) };
}

function fromRecord(record: Readonly<Record<string, AvroValue>>): ManifestFile {
  const path = record["manifest_path"];
  if (typeof path !== "string") throw malformed("an entry names no manifest");
  // Version 1 has no sequence numbers: all are 0. Counts were optional then, and named otherwise by some writers.
  const number = (name: string): number => Number(record[name] ?? 0n);
  const counts = (what: string): Counts => ({
    files: Number(record[`${what}_files_count`] ?? record[`${what}_data_files_count`] ?? 0n),
    rows: number(`${what}_rows_count`),
  });
  return {
    path,
    sizeBytes: number("manifest_length"),
    partitionSpecId: number("partition_spec_id"),
    content: number("content") === 1 ? 1 : 0,
    sequenceNumber: number("sequence_number"),
    minSequenceNumber: number("min_sequence_number"),
    addedSnapshotId: (record["added_snapshot_id"] as bigint | undefined) ?? 0n,
    added: counts("added"),
    existing: counts("existing"),
    deleted: counts("deleted"),
  };
}
