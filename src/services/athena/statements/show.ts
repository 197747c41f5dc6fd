/** SHOW TABLES, VIEWS, COLUMNS, PARTITIONS and TBLPROPERTIES, in the text form Athena writes. */
import type { Table } from "@aws-sdk/client-glue";
import type { AthenaStatement, TableReference } from "../../../query/dialects/athena/statement.ts";
import { listAllPartitions } from "../../../query/planner/table-layout.ts";
import type { StoredResult } from "../executions/execution.ts";
import { matchesPattern } from "./name-pattern.ts";
import { partitionName } from "./partition-name.ts";
import { putText, semanticFailure, type StatementContext, stringColumn, targetOf } from "./statement-context.ts";

type Statement<Kind> = Extract<AthenaStatement, { kind: Kind }>;

/** Hive pads the cells of its tables to this many characters. */
const CELL_WIDTH = 20;

export function padded(text: string): string {
  return text.padEnd(CELL_WIDTH, " ");
}

/** The table, or Hive's refusal. */
export async function requireTable(context: StatementContext, reference: TableReference): Promise<Table> {
  const { database, name } = targetOf(context, reference);
  const table = await context.services.catalog.getTable(context.run.caller, database, name);
  if (table === undefined) throw semanticFailure(`[Error 10001]: Table not found ${database}.${name}`);
  return { ...table, DatabaseName: database };
}

async function listTables(context: StatementContext, database: string): Promise<Table[]> {
  const { catalog } = context.services;
  if ((await catalog.getDatabase(context.run.caller, database)) === undefined)
    throw semanticFailure(`[Error 10072]: Database does not exist: ${database}`);
  const tables: Table[] = [];
  let nextToken: string | undefined;
  do {
    const page = await catalog.listTables(context.run.caller, database, nextToken);
    tables.push(...page.items);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return tables;
}

function sessionDatabase(context: StatementContext, given: string | undefined): string {
  return (given ?? context.run.record.database ?? "default").toLowerCase();
}

export async function showTables(
  context: StatementContext,
  statement: Statement<"show-tables">,
): Promise<StoredResult> {
  const tables = await listTables(context, sessionDatabase(context, statement.database));
  const names = tables.map((table) => table.Name ?? "").filter((name) => matchesPattern(name, statement.pattern));
  return putText(context, [stringColumn("tab_name")], names.sort());
}

export async function showViews(context: StatementContext, statement: Statement<"show-views">): Promise<StoredResult> {
  const tables = await listTables(context, sessionDatabase(context, statement.database));
  const views = tables.filter((table) => table.TableType === "VIRTUAL_VIEW").map((table) => table.Name ?? "");
  return putText(
    context,
    [stringColumn("views")],
    views.filter((name) => matchesPattern(name, statement.pattern)).sort(),
  );
}

export async function showColumns(
  context: StatementContext,
  statement: Statement<"show-columns">,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])];
  return putText(
    context,
    [stringColumn("field")],
    columns.map((column) => padded(column.Name ?? "")),
  );
}

export async function showPartitions(
  context: StatementContext,
  statement: Statement<"show-partitions">,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const keys = (table.PartitionKeys ?? []).map((key) => key.Name ?? "");
  if (keys.length === 0) throw semanticFailure(`[Error 10241]: Table ${table.Name ?? ""} is not a partitioned table`);
  const wanted = new Map((statement.partition ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
  const reader = { caller: context.run.caller, catalog: context.services.catalog, objects: context.services.objects };
  const partitions = await listAllPartitions(reader, table.DatabaseName ?? "", table.Name ?? "");
  const names = partitions
    .map((partition) => partition.Values ?? [])
    .filter((values) => keys.every((key, index) => !wanted.has(key) || wanted.get(key) === values[index]))
    .map((values) => partitionName(keys, values));
  return putText(context, [stringColumn("partition")], names);
}

export async function showTableProperties(
  context: StatementContext,
  statement: Statement<"show-table-properties">,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const columns = [stringColumn("prpt_name"), stringColumn("prpt_value")];
  const properties = table.Parameters ?? {};
  if (statement.property !== undefined) {
    const value = properties[statement.property];
    const line =
      value === undefined
        ? `Table ${table.DatabaseName ?? ""}.${table.Name ?? ""} does not have property: ${statement.property}`
        : value;
    return putText(context, columns, [line]);
  }
  return putText(
    context,
    columns,
    Object.entries(properties).map(([name, value]) => `${name}\t${value}`),
  );
}
