/** INSERT INTO: new files in the table's format, then partitions that are new. Existing files are never touched. */
import type { InsertIntoStatement } from "../../../query/dialects/athena/statement.ts";
import { duckdbTypeOf } from "../../../query/dialects/athena/type-names.ts";
import {
  type AthenaType,
  displayType,
  isNumeric,
  isText,
  sameType,
} from "../../../query/dialects/athena/types/athena-type.ts";
import { type FoundTable, findTable } from "../../../query/planner/find-table.ts";
import type { PlannedQuery } from "../../../query/planner/plan-query.ts";
import { queryFailure } from "../../../query/planner/query-failure.ts";
import { type LazySimpleFormat, storageFormat } from "../../../query/planner/storage-format.ts";
import type { DeclaredColumn } from "../../../query/planner/table-file.ts";
import type { StoredResult } from "../executions/execution.ts";
import { addPartitions, partitionInput } from "./repair-table.ts";
import { runQuery } from "./run-query.ts";
import { NO_RESULT, type StatementContext } from "./statement-context.ts";
import { placeOf, putManifest, storeFiles, writeOutput, type WritePlan } from "./write-files.ts";
import type { WrittenColumn, WrittenFormat } from "./written-format.ts";

/** AWS: the words and the header are Trino's (HiveMetadata.beginInsert and LineFileWriterFactory of its Hive connector). */
function textFormat(format: LazySimpleFormat): WrittenFormat {
  if (format.headerLines > 1)
    throw queryFailure(
      "NOT_SUPPORTED",
      "Inserting into Hive table with value of skip.header.line.count property greater than 1 is not supported",
    );
  return {
    name: "TEXTFILE",
    compression: "gzip",
    fieldDelimiter: format.delimiter,
    nullText: format.nullText,
    escape: format.escape,
    hasHeader: format.headerLines === 1,
  };
}

/** @throws {QueryFailure} NOT_SUPPORTED for tables Athena or Lakebed cannot insert into */
function formatOf(found: FoundTable): WrittenFormat {
  if (found.view !== undefined) throw queryFailure("NOT_SUPPORTED", "Inserting into views is not supported");
  const format = storageFormat(found.table.StorageDescriptor ?? {}, found.table.Parameters ?? {});
  const isBucketed = (found.table.StorageDescriptor?.BucketColumns ?? []).length > 0;
  // AWS: https://docs.aws.amazon.com/athena/latest/ug/insert-into.html, "Considerations and limitations".
  if (isBucketed) throw queryFailure("NOT_SUPPORTED", "Inserting into bucketed tables is not supported");
  switch (format.kind) {
    case "parquet":
      return { name: "PARQUET", compression: "gzip", fieldDelimiter: "", nullText: "" };
    case "json":
      return { name: "JSON", compression: "gzip", fieldDelimiter: "", nullText: "" };
    case "lazy-simple":
      return textFormat(format);
    case "open-csv":
      throw queryFailure("NOT_SUPPORTED", "Lakebed does not write tables of OpenCSVSerde");
  }
}

/** Whether a value of the query's type may stand in a column of the table's. */
function isAssignable(from: AthenaType, to: AthenaType): boolean {
  if (from.kind === "unknown" || sameType(from, to)) return true;
  return (
    (isNumeric(from) && isNumeric(to)) ||
    (isText(from) && isText(to)) ||
    from.kind === to.kind ||
    (from.kind === "date" && to.kind === "timestamp")
  );
}

/** The query's columns under the names given, the table's others NULL; both in the table's order. */
function assignColumns(planned: PlannedQuery, found: FoundTable, statement: InsertIntoStatement): WrittenColumn[] {
  const all: readonly DeclaredColumn[] = [...found.columns, ...found.partitionColumns];
  const names = statement.columns?.map((name) => name.toLowerCase()) ?? all.map(({ name }) => name);
  const unknown = names.find((name) => !all.some((column) => column.name === name));
  if (unknown !== undefined)
    throw queryFailure(
      "COLUMN_NOT_FOUND",
      `${placeOf(statement.table)}: Insert column name does not exist in target table: ${unknown}`,
    );
  const targets = names.map((name) => all.find((column) => column.name === name)?.type ?? { kind: "unknown" as const });
  const sources = planned.columns.map(({ type }) => type);
  if (
    targets.length !== sources.length ||
    targets.some((target, index) => !isAssignable(sources[index] ?? target, target))
  ) {
    const shown = (types: readonly AthenaType[]): string => types.map(displayType).join(", ");
    throw queryFailure(
      "TYPE_MISMATCH",
      `${placeOf(statement.table)}: Insert query has mismatched column types: Table: [${shown(targets)}], Query: [${shown(sources)}]`,
    );
  }
  return all.map(({ name, type }) => {
    const index = names.indexOf(name);
    const value = index < 0 ? "NULL" : `c${index}`;
    return { name, type, value: `CAST(${value} AS ${duckdbTypeOf(type)})` };
  });
}

export async function insertInto(
  context: StatementContext,
  statement: InsertIntoStatement,
  parameters: readonly string[],
): Promise<StoredResult> {
  const found = await findTable(
    context.services.catalog,
    { caller: context.run.caller, database: context.run.record.database },
    statement.table,
  );
  const format = formatOf(found);
  let plan: WritePlan | undefined;
  const output = (planned: PlannedQuery): ReturnType<typeof writeOutput> => {
    const columns = assignColumns(planned, found, statement);
    plan = {
      format,
      columns: columns.slice(0, found.columns.length),
      partitionColumns: columns.slice(found.columns.length),
    };
    return writeOutput(plan);
  };
  return runQuery(context, { body: statement, parameters, output }, async (result) => {
    if (plan === undefined) throw new TypeError("the engine did not ask for the output");
    const location = found.table.StorageDescriptor?.Location ?? "";
    const written = await storeFiles(context, result.files, plan, location.endsWith("/") ? location : `${location}/`);
    try {
      await putManifest(context, written.uris);
      const table = { ...found.table, DatabaseName: found.database };
      await addPartitions(
        context,
        table,
        written.partitions.map((partition) => partitionInput(table, partition.values, partition.location)),
      );
    } catch (error) {
      await written.undo();
      throw error;
    }
    return { ...NO_RESULT, updateCount: result.rowCount };
  });
}
