/** DESCRIBE: Hive's padded, tab-separated columns, partition columns listed twice as Hive does. */
import type { Column, Table } from "@aws-sdk/client-glue";
import type { AthenaStatement } from "../../../query/dialects/athena/statement.ts";
import type { StoredResult } from "../executions/execution.ts";
import { padded, requireTable } from "./show.ts";
import { putText, semanticFailure, type StatementContext, stringColumn } from "./statement-context.ts";

const RESULT_COLUMNS = [stringColumn("col_name"), stringColumn("data_type"), stringColumn("comment")];
const EMPTY_LINE = "\t \t ";

function columnLine(column: Column): string {
  return [column.Name ?? "", column.Type ?? "", column.Comment ?? ""].map(padded).join("\t");
}

function columnLines(table: Table): string[] {
  const columns = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map(columnLine);
  if ((table.PartitionKeys ?? []).length === 0) return columns;
  return [
    ...columns,
    EMPTY_LINE,
    "# Partition Information\t \t ",
    `# ${"col_name".padEnd(18)}\t${padded("data_type")}\t${padded("comment")}`,
    EMPTY_LINE,
    ...(table.PartitionKeys ?? []).map(columnLine),
  ];
}

function detailLine(name: string, value: string | undefined): string {
  return `${padded(name)}\t${padded(value ?? "")}\t `;
}

function formattedLines(table: Table): string[] {
  const storage = table.StorageDescriptor;
  const properties = Object.entries(table.Parameters ?? {}).map(
    ([name, value]) => ` \t${padded(name)}\t${padded(value)}`,
  );
  return [
    `# ${"col_name".padEnd(18)}\t${padded("data_type")}\t${padded("comment")}`,
    EMPTY_LINE,
    ...columnLines(table),
    EMPTY_LINE,
    "# Detailed Table Information\t \t ",
    detailLine("Database:", table.DatabaseName),
    detailLine("Owner:", table.Owner),
    detailLine("CreateTime:", table.CreateTime?.toUTCString()),
    detailLine("Location:", storage?.Location),
    detailLine("Table Type:", table.TableType),
    "Table Parameters:\t \t ",
    ...properties,
    EMPTY_LINE,
    "# Storage Information\t \t ",
    detailLine("SerDe Library:", storage?.SerdeInfo?.SerializationLibrary),
    detailLine("InputFormat:", storage?.InputFormat),
    detailLine("OutputFormat:", storage?.OutputFormat),
    detailLine("Compressed:", storage?.Compressed === true ? "Yes" : "No"),
    detailLine("Num Buckets:", String(storage?.NumberOfBuckets ?? -1)),
  ];
}

export async function describe(
  context: StatementContext,
  statement: Extract<AthenaStatement, { kind: "describe" }>,
): Promise<StoredResult> {
  const table = await requireTable(context, statement.table);
  const columnName = statement.columnPath?.[0]?.toLowerCase();
  if (columnName !== undefined) {
    const column = [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].find(
      ({ Name }) => Name === columnName,
    );
    if (column === undefined) throw semanticFailure(`[Error 10002]: Invalid column reference ${columnName}`);
    return putText(context, RESULT_COLUMNS, [columnLine(column)]);
  }
  return putText(context, RESULT_COLUMNS, statement.mode === "plain" ? columnLines(table) : formattedLines(table));
}
