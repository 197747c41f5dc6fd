/** CREATE TABLE AS: files first, then the table and its partitions. A failure leaves neither. */
import { ServiceError } from "../../../kit/errors.ts";
import type { CreateTableAsStatement, WithProperties } from "../../../query/dialects/athena/statement.ts";
import { hiveTypeOf } from "../../../query/dialects/athena/type-names.ts";
import { displayType } from "../../../query/dialects/athena/types/athena-type.ts";
import { CATALOG_NAME } from "../../../query/planner/find-table.ts";
import type { PlannedQuery } from "../../../query/planner/plan-query.ts";
import { type QueryFailure, queryFailure } from "../../../query/planner/query-failure.ts";
import { SERDE } from "../../../query/planner/storage-format.ts";
import type { StoredResult } from "../executions/execution.ts";
import { addPartitions, partitionInput } from "./repair-table.ts";
import { runQuery } from "./run-query.ts";
import { NO_RESULT, putNothing, semanticFailure, type StatementContext, targetOf } from "./statement-context.ts";
import { storageDescriptor, tableInput } from "./table-input.ts";
import {
  placeOf,
  putManifest,
  requireEmpty,
  splitColumns,
  storeFiles,
  writeOutput,
  type WritePlan,
  type WrittenFiles,
} from "./write-files.ts";
import {
  namesProperty,
  stringProperty,
  type WrittenColumn,
  type WrittenFormat,
  writtenFormat,
} from "./written-format.ts";

/** Table properties that Lakebed acts on; any other is refused, so that none is silently ignored. */
const KNOWN_PROPERTIES = new Set([
  "format",
  "external_location",
  "partitioned_by",
  "write_compression",
  "parquet_compression",
  "orc_compression",
  "compression",
  "field_delimiter",
  "table_type",
  "is_external",
  "location",
]);

function checkProperties(properties: WithProperties): void {
  for (const name of Object.keys(properties)) {
    if (!KNOWN_PROPERTIES.has(name))
      throw queryFailure("NOT_SUPPORTED", `Lakebed does not implement the table property '${name}'`);
  }
  const tableType = stringProperty(properties, "table_type")?.toUpperCase() ?? "HIVE";
  if (tableType !== "HIVE") throw queryFailure("NOT_SUPPORTED", `Lakebed writes HIVE tables, not ${tableType}`);
}

function columnNames(planned: PlannedQuery, aliases: readonly string[] | undefined): string[] {
  const names = (aliases ?? planned.columns.map(({ name }) => name)).map((name) => name.toLowerCase());
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === "" || /^_col[0-9]+$/u.test(name))
      throw queryFailure("MISSING_COLUMN_NAME", `line 1:1: Column name not specified at position ${index + 1}`);
    if (seen.has(name))
      throw queryFailure("DUPLICATE_COLUMN_NAME", `line 1:1: Column name '${name}' specified more than once`);
    seen.add(name);
  }
  return names;
}

function definitions(columns: readonly WrittenColumn[]): { name: string; type: string }[] {
  return columns.map(({ name, type }) => {
    const hiveType = hiveTypeOf(type);
    if (hiveType === undefined) throw queryFailure("NOT_SUPPORTED", `Unsupported Hive type: ${displayType(type)}`);
    return { name, type: hiveType };
  });
}

function descriptorOf(
  format: WrittenFormat,
  columns: readonly WrittenColumn[],
  location: string,
): ReturnType<typeof storageDescriptor> {
  const choice = { columns: definitions(columns), location };
  if (format.name === "PARQUET") return storageDescriptor({ ...choice, storage: { storedAs: "PARQUET" } });
  if (format.name === "JSON")
    return storageDescriptor({
      ...choice,
      storage: { rowFormat: { kind: "serde", library: SERDE.openxJson, properties: {} } },
    });
  return storageDescriptor({
    ...choice,
    storage: { rowFormat: { kind: "delimited", fieldDelimiter: format.fieldDelimiter } },
  });
}

interface Target {
  readonly database: string;
  readonly name: string;
  readonly location: string;
  readonly comment: string | undefined;
  /** Of the name in the statement, as messages show it. */
  readonly place: string;
}

function alreadyExists({ database, name, place }: Pick<Target, "database" | "name" | "place">): QueryFailure {
  return queryFailure(
    "TABLE_ALREADY_EXISTS",
    `${place}: Destination table '${CATALOG_NAME}.${database}.${name}' already exists`,
  );
}

async function registerTable(
  context: StatementContext,
  target: Target,
  plan: WritePlan,
  written: WrittenFiles,
): Promise<void> {
  const { catalog, runtime } = context.services;
  const { caller } = context.run;
  const properties: Record<string, string> = {
    created_by: "lakebed",
    classification: plan.format.name === "PARQUET" ? "parquet" : plan.format.name === "JSON" ? "json" : "csv",
  };
  if (plan.format.name === "PARQUET") properties["parquet.compression"] = plan.format.compression.toUpperCase();
  const input = tableInput({
    name: target.name,
    descriptor: descriptorOf(plan.format, plan.columns, target.location),
    partitionedBy: definitions(plan.partitionColumns),
    properties,
    comment: target.comment,
    nowMs: runtime.clock.nowMs(),
  });
  try {
    await catalog.createTable(caller, target.database, input);
  } catch (error) {
    // Another statement made the table while the files were written.
    if (error instanceof ServiceError && error.code === "AlreadyExistsException") throw alreadyExists(target);
    throw error;
  }
  try {
    const table = { Name: target.name, DatabaseName: target.database, StorageDescriptor: input.StorageDescriptor };
    await addPartitions(
      context,
      table,
      written.partitions.map(({ values, location }) => partitionInput(table, values, location)),
    );
  } catch (error) {
    await catalog.deleteTable(caller, target.database, target.name);
    throw error;
  }
}

async function writeTable(
  context: StatementContext,
  statement: CreateTableAsStatement,
  target: Target,
  parameters: readonly string[],
): Promise<StoredResult> {
  const partitionedBy = namesProperty(statement.properties, "partitioned_by");
  const format = writtenFormat(statement.properties, "PARQUET");
  let plan: WritePlan | undefined;
  const output = (planned: PlannedQuery): ReturnType<typeof writeOutput> => {
    const { data, partition } = splitColumns(planned, partitionedBy, columnNames(planned, statement.columnAliases));
    plan = { format, columns: data, partitionColumns: partition };
    definitions([...data, ...partition]);
    return writeOutput(plan);
  };
  return runQuery(context, { body: statement, parameters, output }, async (result) => {
    if (plan === undefined) throw new TypeError("the engine did not ask for the output");
    const written = await storeFiles(context, statement.withData ? result.files : [], plan, target.location);
    try {
      await putManifest(context, written.uris);
      await registerTable(context, target, plan, written);
    } catch (error) {
      await written.undo();
      throw error;
    }
    return { ...NO_RESULT, updateCount: statement.withData ? result.rowCount : 0 };
  });
}

export async function createTableAs(
  context: StatementContext,
  statement: CreateTableAsStatement,
  parameters: readonly string[],
): Promise<StoredResult> {
  const { catalog } = context.services;
  const { caller, record } = context.run;
  const { database, name } = targetOf(context, statement.table);
  const place = placeOf(statement.table);
  checkProperties(statement.properties);
  if ((await catalog.getDatabase(caller, database)) === undefined)
    throw semanticFailure(`[Error 10072]: Database does not exist: ${database}`);
  if ((await catalog.getTable(caller, database, name)) !== undefined) {
    if (statement.ifNotExists) return putNothing(context);
    throw alreadyExists({ database, name, place });
  }
  const given =
    stringProperty(statement.properties, "external_location") ?? stringProperty(statement.properties, "location");
  const location = given === undefined ? `${record.outputLocation}/` : given.endsWith("/") ? given : `${given}/`;
  await requireEmpty(context, location, `${database}.${name}`);
  return writeTable(context, statement, { database, name, location, comment: statement.comment, place }, parameters);
}
