/**
 * Manifests: which data files a snapshot has, and what is known of each. Written by version 2 of the format for tables without partitions; read with whatever partition a file tells, which is kept
 * as it was found.
 *
 * @see https://iceberg.apache.org/spec/#manifests
 */
import type { AvroRecord, AvroSchema, AvroValue } from "./avro/avro-schema.ts";
import { readAvroFile, writeAvroFile } from "./avro/container.ts";
import { malformed } from "./avro/binary.ts";
import type { Schema } from "./types.ts";

/** 0 data, 1 position deletes, 2 equality deletes. */
export type FileContent = 0 | 1 | 2;

export interface DataFile {
  readonly content: FileContent;
  readonly path: string;
  readonly format: string;
  readonly recordCount: number;
  readonly sizeBytes: number;
  /** By field id, in the single-value form. */
  readonly lowerBounds?: ReadonlyMap<number, Uint8Array> | undefined;
  readonly upperBounds?: ReadonlyMap<number, Uint8Array> | undefined;
}

/** 0 was there before, 1 was added, 2 was deleted by the snapshot that wrote the manifest. */
export type EntryStatus = 0 | 1 | 2;

export interface ManifestEntry {
  readonly status: EntryStatus;
  /** Left out for what the manifest itself adds: inherited from the manifest list. */
  readonly snapshotId?: bigint | undefined;
  readonly sequenceNumber?: number | undefined;
  readonly fileSequenceNumber?: number | undefined;
  readonly file: DataFile;
}

const optional = (type: AvroSchema): AvroSchema => ["null", type];

const byFieldId = (keyId: number, valueId: number, value: AvroSchema): AvroSchema => ({
  type: "array",
  items: {
    type: "record",
    name: `k${keyId}_v${valueId}`,
    fields: [
      { name: "key", type: "int", "field-id": keyId },
      { name: "value", type: value, "field-id": valueId },
    ],
  },
  logicalType: "map",
});

const EMPTY_PARTITION: AvroRecord = { type: "record", name: "r102", fields: [] };

const DATA_FILE: AvroRecord = {
  type: "record",
  name: "r2",
  fields: [
    { name: "content", type: "int", "field-id": 134 },
    { name: "file_path", type: "string", "field-id": 100 },
    { name: "file_format", type: "string", "field-id": 101 },
    { name: "partition", type: EMPTY_PARTITION, "field-id": 102 },
    { name: "record_count", type: "long", "field-id": 103 },
    { name: "file_size_in_bytes", type: "long", "field-id": 104 },
    { name: "lower_bounds", type: optional(byFieldId(126, 127, "bytes")), default: null, "field-id": 125 },
    { name: "upper_bounds", type: optional(byFieldId(129, 130, "bytes")), default: null, "field-id": 128 },
    { name: "sort_order_id", type: optional("int"), default: null, "field-id": 140 },
  ],
};

const ENTRY: AvroRecord = {
  type: "record",
  name: "manifest_entry",
  fields: [
    { name: "status", type: "int", "field-id": 0 },
    { name: "snapshot_id", type: optional("long"), default: null, "field-id": 1 },
    { name: "sequence_number", type: optional("long"), default: null, "field-id": 3 },
    { name: "file_sequence_number", type: optional("long"), default: null, "field-id": 4 },
    { name: "data_file", type: DATA_FILE, "field-id": 2 },
  ],
};

export function writeManifest(schema: Schema, entries: readonly ManifestEntry[]): Uint8Array {
  const properties = {
    schema: JSON.stringify(schema),
    "schema-id": String(schema["schema-id"]),
    "partition-spec": "[]",
    "partition-spec-id": "0",
    "format-version": "2",
    content: "data",
  };
  return writeAvroFile(ENTRY, { properties, records: entries.map(toRecord) });
}

/** @throws {IcebergError} malformed, unsupported */
export function readManifest(bytes: Uint8Array): ManifestEntry[] {
  return readAvroFile(bytes).records.map(fromRecord);
}

function toRecord({
  status,
  snapshotId,
  sequenceNumber,
  fileSequenceNumber,
  file,
}: ManifestEntry): Record<string, AvroValue> {
  return {
    status: BigInt(status),
    snapshot_id: snapshotId,
    sequence_number: bigintOf(sequenceNumber),
    file_sequence_number: bigintOf(fileSequenceNumber),
    data_file: {
      content: BigInt(file.content),
      file_path: file.path,
      file_format: file.format,
      partition: {},
      record_count: BigInt(file.recordCount),
      file_size_in_bytes: BigInt(file.sizeBytes),
      lower_bounds: pairsOf(file.lowerBounds),
      upper_bounds: pairsOf(file.upperBounds),
      sort_order_id: undefined,
    },
  };
}

function fromRecord(record: Readonly<Record<string, AvroValue>>): ManifestEntry {
  const file = record["data_file"] as Readonly<Record<string, AvroValue>> | undefined;
  const path = file?.["file_path"];
  if (file === undefined || typeof path !== "string") throw malformed("an entry names no file");
  return {
    status: Number(record["status"]) as EntryStatus,
    snapshotId: record["snapshot_id"] as bigint | undefined,
    sequenceNumber: numberOf(record["sequence_number"]),
    fileSequenceNumber: numberOf(record["file_sequence_number"]),
    file: {
      // Version 1 has data files only, and no field for it.
      content: Number(file["content"] ?? 0n) as FileContent,
      path,
      format: String(file["file_format"]),
      recordCount: Number(file["record_count"]),
      sizeBytes: Number(file["file_size_in_bytes"]),
      lowerBounds: mapOf(file["lower_bounds"]),
      upperBounds: mapOf(file["upper_bounds"]),
    },
  };
}

function bigintOf(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

function numberOf(value: AvroValue): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function pairsOf(bounds: ReadonlyMap<number, Uint8Array> | undefined): AvroValue {
  return bounds === undefined ? undefined : [...bounds].map(([key, value]) => ({ key: BigInt(key), value }));
}

function mapOf(pairs: AvroValue): ReadonlyMap<number, Uint8Array> | undefined {
  if (pairs === undefined) return undefined;
  const entries = pairs as readonly { readonly key: bigint; readonly value: Uint8Array }[];
  return new Map(entries.map(({ key, value }) => [Number(key), value]));
}
