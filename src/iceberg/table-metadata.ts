/**
 * The metadata of one table, format version 2, in the form of its JSON file; and what can be done to it, as pure functions from one state to the next. A commit is: make the next
 * state, write it to a new file, and swap the pointer to the file if nobody else has.
 *
 * @see https://iceberg.apache.org/spec/#table-metadata
 */
import { IcebergError } from "./iceberg-error.ts";
import { checkSchema, freshIds, lastColumnId, type Schema, type StructField } from "./types.ts";

export interface PartitionField {
  readonly "source-id": number;
  readonly "field-id": number;
  readonly name: string;
  readonly transform: string;
}

export interface PartitionSpec {
  readonly "spec-id": number;
  readonly fields: readonly PartitionField[];
}

export interface SortField {
  readonly "source-id": number;
  readonly transform: string;
  readonly direction: "asc" | "desc";
  readonly "null-order": "nulls-first" | "nulls-last";
}

export interface SortOrder {
  readonly "order-id": number;
  readonly fields: readonly SortField[];
}

export interface Snapshot {
  readonly "snapshot-id": bigint;
  readonly "parent-snapshot-id"?: bigint | undefined;
  readonly "sequence-number": number;
  readonly "timestamp-ms": number;
  readonly "manifest-list": string;
  readonly summary: Readonly<Record<string, string>>;
  readonly "schema-id"?: number | undefined;
}

export interface SnapshotReference {
  readonly "snapshot-id": bigint;
  readonly type: "branch" | "tag";
}

export interface TableMetadata {
  readonly "format-version": number;
  readonly "table-uuid": string;
  readonly location: string;
  readonly "last-sequence-number": number;
  readonly "last-updated-ms": number;
  readonly "last-column-id": number;
  readonly "current-schema-id": number;
  readonly schemas: readonly Schema[];
  readonly "default-spec-id": number;
  readonly "partition-specs": readonly PartitionSpec[];
  readonly "last-partition-id": number;
  readonly "default-sort-order-id": number;
  readonly "sort-orders": readonly SortOrder[];
  readonly properties?: Readonly<Record<string, string>> | undefined;
  readonly "current-snapshot-id"?: bigint | undefined;
  readonly refs?: Readonly<Record<string, SnapshotReference>> | undefined;
  readonly snapshots?: readonly Snapshot[] | undefined;
  readonly "snapshot-log"?: readonly { readonly "timestamp-ms": number; readonly "snapshot-id": bigint }[] | undefined;
  readonly "metadata-log"?:
    | readonly { readonly "timestamp-ms": number; readonly "metadata-file": string }[]
    | undefined;
}

/** Partition field ids begin here (https://iceberg.apache.org/spec/#partition-specs). */
const FIRST_PARTITION_ID = 1000;

export interface NewTable {
  readonly uuid: string;
  readonly location: string;
  readonly nowMs: number;
  /** Ids are given here, unless `keepsIds`. */
  readonly fields: readonly StructField[];
  readonly keepsIds?: boolean | undefined;
  readonly identifierFieldIds?: readonly number[] | undefined;
  readonly partitionFields?: readonly (Omit<PartitionField, "field-id"> & {
    readonly "field-id"?: number | undefined;
  })[];
  readonly sortFields?: readonly SortField[] | undefined;
  readonly properties?: Readonly<Record<string, string>> | undefined;
}

/** @throws {IcebergError} invalid for schemas, partitions and orders that cannot be */
export function newTableMetadata(table: NewTable): TableMetadata {
  const fields = table.keepsIds === true ? table.fields : freshIds(table.fields);
  const identifiers = table.identifierFieldIds;
  const schema: Schema = {
    type: "struct",
    "schema-id": 0,
    fields,
    ...(identifiers === undefined || identifiers.length === 0 ? {} : { "identifier-field-ids": identifiers }),
  };
  checkSchema(schema);
  const partitionFields = (table.partitionFields ?? []).map((field, index) => ({
    ...field,
    "field-id": field["field-id"] ?? FIRST_PARTITION_ID + index,
  }));
  const sortFields = table.sortFields ?? [];
  checkSources(schema, [...partitionFields, ...sortFields]);
  return {
    "format-version": 2,
    "table-uuid": table.uuid,
    location: table.location,
    "last-sequence-number": 0,
    "last-updated-ms": table.nowMs,
    "last-column-id": lastColumnId(schema),
    "current-schema-id": 0,
    schemas: [schema],
    "default-spec-id": 0,
    "partition-specs": [{ "spec-id": 0, fields: partitionFields }],
    "last-partition-id": Math.max(FIRST_PARTITION_ID - 1, ...partitionFields.map((field) => field["field-id"])),
    "default-sort-order-id": sortFields.length === 0 ? 0 : 1,
    "sort-orders": [{ "order-id": sortFields.length === 0 ? 0 : 1, fields: sortFields }],
    properties: table.properties ?? {},
    refs: {},
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
  };
}

function checkSources(schema: Schema, fields: readonly { readonly "source-id": number }[]): void {
  const ids = new Set(schema.fields.map(({ id }) => id));
  for (const field of fields) {
    if (!ids.has(field["source-id"]))
      throw new IcebergError("invalid", `there is no field with the id ${field["source-id"]}`);
  }
}

/** @throws {IcebergError} malformed */
export function currentSchema(metadata: TableMetadata): Schema {
  const id = metadata["current-schema-id"];
  const schema = metadata.schemas.find((one) => one["schema-id"] === id);
  if (schema === undefined) throw new IcebergError("malformed", "the metadata lacks its current schema");
  return schema;
}

/** Undefined for a table that nothing was written to. */
export function currentSnapshot({ snapshots = [], ...metadata }: TableMetadata): Snapshot | undefined {
  const id = metadata["current-snapshot-id"];
  return snapshots.find((snapshot) => snapshot["snapshot-id"] === id);
}

/** A snapshot that follows the current one. Its manifest list is written already. */
export function addSnapshot(metadata: TableMetadata, snapshot: Snapshot): TableMetadata {
  const parent = metadata["current-snapshot-id"];
  if (snapshot["parent-snapshot-id"] !== parent)
    throw new IcebergError("invalid", "the snapshot does not follow the current one");
  if (snapshot["sequence-number"] !== metadata["last-sequence-number"] + 1)
    throw new IcebergError("invalid", "the snapshot has not the next sequence number");
  const id = snapshot["snapshot-id"];
  const timestamp = { "timestamp-ms": snapshot["timestamp-ms"], "snapshot-id": id };
  return {
    ...metadata,
    "last-sequence-number": snapshot["sequence-number"],
    "last-updated-ms": snapshot["timestamp-ms"],
    "current-snapshot-id": id,
    refs: { ...metadata.refs, main: { "snapshot-id": id, type: "branch" } },
    snapshots: [...(metadata.snapshots ?? []), snapshot],
    "snapshot-log": [...(metadata["snapshot-log"] ?? []), timestamp],
  };
}

export interface Retention {
  /** Snapshots older than this go. */
  readonly oldestMs: number;
  /** The newest ones that stay however old they are; at least 1. */
  readonly keptMin: number;
  /** More than this never stay. */
  readonly keptMax: number;
}

/**
 * Lets old snapshots go: those behind no branch or tag but the main one, of which the newest stay. The log of snapshots ends where the first missing one was, as the
 * specification asks (https://iceberg.apache.org/spec/#table-metadata, `snapshot-log`).
 */
export function expireSnapshots(metadata: TableMetadata, { oldestMs, keptMin, keptMax }: Retention): TableMetadata {
  const referenced = new Set(Object.values(metadata.refs ?? {}).map((reference) => reference["snapshot-id"]));
  const newestFirst = [...(metadata.snapshots ?? [])].toSorted(
    (one, other) => other["sequence-number"] - one["sequence-number"],
  );
  const kept = new Set(
    newestFirst
      .filter((snapshot, place) => place < keptMin || (place < keptMax && snapshot["timestamp-ms"] >= oldestMs))
      .map((snapshot) => snapshot["snapshot-id"]),
  );
  for (const id of referenced) kept.add(id);
  const log = metadata["snapshot-log"] ?? [];
  const gap = log.findLastIndex((entry) => !kept.has(entry["snapshot-id"]));
  return {
    ...metadata,
    snapshots: (metadata.snapshots ?? []).filter((snapshot) => kept.has(snapshot["snapshot-id"])),
    "snapshot-log": log.slice(gap + 1),
  };
}

/** Notes the file that the state before lies in, and forgets all but the newest `filesMax`. */
export function logMetadataFile(
  metadata: TableMetadata,
  previous: { readonly file: string; readonly timestampMs: number },
  filesMax: number,
): TableMetadata {
  const entry = { "timestamp-ms": previous.timestampMs, "metadata-file": previous.file };
  return { ...metadata, "metadata-log": [...(metadata["metadata-log"] ?? []), entry].slice(-filesMax) };
}
