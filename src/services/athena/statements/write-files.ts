/**
 * Query results as data files of a table: written by the engine into the query's own directory, then moved into the object store.
 * Until the last file is there nothing refers to them, and when anything fails those that are there go again.
 */
import type { TableReference } from "../../../query/dialects/athena/statement.ts";
import type { PlannedQuery } from "../../../query/planner/plan-query.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import { parseS3Location, s3Uri } from "../../../query/planner/s3-location.ts";
import { quoted } from "../../../query/planner/sql-text.ts";
import { NULL_PARTITION } from "../../../query/planner/table-layout.ts";
import type { OutputFile, QueryOutput } from "../../../query/query-engine.ts";
import { assert } from "../../../runtime/assert.ts";
import { WRITTEN_PARTITIONS_MAX } from "../limits.ts";
import { parseSegment, partitionName } from "./partition-name.ts";
import type { StatementContext } from "./statement-context.ts";
import { copyOptions, dataItems, fileSuffix, type WrittenColumn, type WrittenFormat } from "./written-format.ts";

const DATA_NAME = "data";

export interface WritePlan {
  readonly format: WrittenFormat;
  readonly columns: readonly WrittenColumn[];
  /** The last columns of the query; their values name folders. */
  readonly partitionColumns: readonly WrittenColumn[];
}

/** What the engine is to write. Partition values become text, so that folder names are Hive's and not the engine's. */
export function writeOutput(plan: WritePlan): QueryOutput {
  const options = copyOptions(plan.format);
  const items = dataItems(plan.columns, plan.format);
  if (plan.partitionColumns.length === 0) return { projection: items, name: DATA_NAME, options };
  const values = plan.partitionColumns.map(({ value, name }) => `CAST(${value} AS VARCHAR) AS ${quoted(name)}`);
  const names = plan.partitionColumns.map(({ name }) => quoted(name)).join(", ");
  return {
    projection: [items, ...values].join(", "),
    name: DATA_NAME,
    options: `${options}, PARTITION_BY (${names}), FILENAME_PATTERN 'part_{i}'`,
  };
}

export interface WrittenPartition {
  readonly values: readonly string[];
  /** Location with a trailing slash. */
  readonly location: string;
}

export interface WrittenFiles {
  readonly uris: readonly string[];
  readonly partitions: readonly WrittenPartition[];
  /** Deletes the objects again. */
  undo(): Promise<void>;
}

function partitionValuesOf(file: OutputFile, count: number): string[] {
  const segments = file.name.split("/").slice(1, 1 + count);
  return segments.map((segment) => parseSegment(segment)?.value ?? NULL_PARTITION);
}

/** @throws {QueryFailure} HIVE_TOO_MANY_OPEN_PARTITIONS before anything is stored */
export async function storeFiles(
  context: StatementContext,
  files: readonly OutputFile[],
  plan: WritePlan,
  location: string,
): Promise<WrittenFiles> {
  const { objects, runtime } = context.services;
  const { caller, record } = context.run;
  const target = parseS3Location(location);
  assert(target !== undefined, "the location of written files was checked");
  const keys = plan.partitionColumns.map(({ name }) => name);
  const partitions = new Map<string, WrittenPartition>();
  const placed = files.map((file, index) => {
    const values = partitionValuesOf(file, keys.length);
    const folder = keys.length === 0 ? target.key : `${target.key}${partitionName(keys, values)}/`;
    partitions.set(folder, { values, location: s3Uri(target.bucket, folder) });
    const name = `${String(Math.floor(runtime.clock.nowMs()))}_${String(index).padStart(5, "0")}_${record.id}${fileSuffix(plan.format)}`;
    return { file, key: `${folder}${name}` };
  });
  if (keys.length > 0 && partitions.size > WRITTEN_PARTITIONS_MAX) {
    throw queryFailure(
      "HIVE_TOO_MANY_OPEN_PARTITIONS",
      `Exceeded limit of ${WRITTEN_PARTITIONS_MAX} open writers for partitions/buckets`,
    );
  }
  const stored: string[] = [];
  const undo = async (): Promise<void> => objects.delete(caller, target.bucket, stored);
  try {
    for (const { file, key } of placed) {
      context.run.signal.throwIfAborted();
      await objects.putFile(caller, target.bucket, key, file.path, "application/octet-stream");
      stored.push(key);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return {
    uris: stored.map((key) => s3Uri(target.bucket, key)),
    partitions: keys.length === 0 ? [] : [...partitions.values()],
    undo,
  };
}

/** The object that lists the written files, one location a line. Resolves with its location. */
export async function putManifest(context: StatementContext, uris: readonly string[]): Promise<string> {
  const location = `${context.run.record.outputLocation}-manifest.csv`;
  const target = parseS3Location(location);
  assert(target !== undefined, "the output location was checked when the execution was submitted");
  const text = uris.map((uri) => `${uri}\n`).join("");
  await context.services.objects.put(context.run.caller, target.bucket, target.key, Buffer.from(text), "text/csv");
  context.run.report({ dataManifestLocation: location });
  return location;
}

/** @throws {QueryFailure} HIVE_PATH_ALREADY_EXISTS when there is anything below the location */
export async function requireEmpty(context: StatementContext, location: string, table: string): Promise<void> {
  const target = parseS3Location(location);
  if (target === undefined)
    throw queryFailure("INVALID_TABLE_PROPERTY", `External location is not a valid file system URI: ${location}`);
  const page = await context.services.objects.list(context.run.caller, {
    bucket: target.bucket,
    prefix: target.key,
    limit: 1,
  });
  if (page.objects.length > 0)
    throw queryFailure("HIVE_PATH_ALREADY_EXISTS", `Target directory for table '${table}' already exists: ${location}`);
}

/** Splits the query's columns into data and partition columns, which must come last and in order. */
export function splitColumns(
  planned: PlannedQuery,
  partitionedBy: readonly string[],
  names: readonly string[],
): { readonly data: WrittenColumn[]; readonly partition: WrittenColumn[] } {
  const columns = planned.columns.map(({ type }, index) => ({ name: names[index] ?? "", type, value: `c${index}` }));
  const cut = columns.length - partitionedBy.length;
  const last = columns.slice(Math.max(0, cut)).map(({ name }) => name);
  if (cut < 0 || last.some((name, index) => name !== partitionedBy[index])) {
    throw queryFailure(
      "HIVE_COLUMN_ORDER_MISMATCH",
      `Partition keys must be the last columns in the table and in the same order as the table properties: [${partitionedBy.join(", ")}]`,
    );
  }
  if (cut === 0) throw queryFailure("INVALID_TABLE_PROPERTY", "Table contains only partition columns");
  return { data: columns.slice(0, cut), partition: columns.slice(cut) };
}

export function placeOf(reference: TableReference): string {
  return `line ${reference.line}:${reference.column}`;
}
