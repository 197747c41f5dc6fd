/** SHOW CREATE TABLE and VIEW: the statement that would make the thing again, laid out as Athena lays it out. */
import type { Column, Table } from "@aws-sdk/client-glue";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import { decodePrestoView } from "../../../query/planner/presto-view.ts";
import type { StoredResult } from "../executions/execution.ts";
import { requireTable } from "./show.ts";
import { putText, semanticFailure, type StatementContext, stringColumn } from "./statement-context.ts";

type Statement<Kind> = Extract<AthenaStatement, { kind: Kind }>;

function text(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function columnLines(columns: readonly Column[]): string[] {
  return columns.map((column, index) => {
    const comment = column.Comment === undefined ? "" : ` COMMENT ${text(column.Comment)}`;
    return `  \`${column.Name ?? ""}\` ${column.Type ?? ""}${comment}${index === columns.length - 1 ? ")" : ", "}`;
  });
}

function propertyLines(properties: Readonly<Record<string, string>>): string[] {
  const entries = Object.entries(properties).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(
    ([name, value], index) => `  ${text(name)}=${text(value)}${index === entries.length - 1 ? ")" : ", "}`,
  );
}

function createTableLines(table: Table): string[] {
  const storage = table.StorageDescriptor;
  const serde = storage?.SerdeInfo;
  const { EXTERNAL: _, ...properties } = table.Parameters ?? {};
  const lines = [
    `CREATE EXTERNAL TABLE \`${table.DatabaseName ?? ""}.${table.Name ?? ""}\`(`,
    ...columnLines(storage?.Columns ?? []),
  ];
  if (table.Description !== undefined) lines.push(`COMMENT ${text(table.Description)}`);
  if ((table.PartitionKeys ?? []).length > 0)
    lines.push("PARTITIONED BY ( ", ...columnLines(table.PartitionKeys ?? []));
  lines.push("ROW FORMAT SERDE ", `  ${text(serde?.SerializationLibrary ?? "")} `);
  if (Object.keys(serde?.Parameters ?? {}).length > 0)
    lines.push(
      "WITH SERDEPROPERTIES ( ",
      ...propertyLines(serde?.Parameters ?? {}).map((line) => (line.endsWith(")") ? `${line} ` : line)),
    );
  lines.push(
    "STORED AS INPUTFORMAT ",
    `  ${text(storage?.InputFormat ?? "")} `,
    "OUTPUTFORMAT ",
    `  ${text(storage?.OutputFormat ?? "")}`,
  );
  lines.push("LOCATION", `  ${text(storage?.Location ?? "")}`);
  if (Object.keys(properties).length > 0) lines.push("TBLPROPERTIES (", ...propertyLines(properties));
  return lines;
}

function createViewLines(table: Table): string[] {
  const view = decodePrestoView(table.ViewOriginalText ?? "");
  return [`CREATE VIEW ${table.DatabaseName ?? ""}.${table.Name ?? ""} AS`, ...(view?.originalSql ?? "").split("\n")];
}

export async function showCreateTable(
  context: StatementContext,
  statement: Statement<"show-create-table">,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const lines = table.TableType === "VIRTUAL_VIEW" ? createViewLines(table) : createTableLines(table);
  return putText(context, [stringColumn("createtab_stmt")], lines);
}

export async function showCreateView(
  context: StatementContext,
  statement: Statement<"show-create-view">,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.view);
  if (table.TableType !== "VIRTUAL_VIEW")
    throw semanticFailure(`[Error 10001]: View not found ${table.DatabaseName ?? ""}.${table.Name ?? ""}`);
  return putText(context, [stringColumn("Create View")], createViewLines(table));
}
