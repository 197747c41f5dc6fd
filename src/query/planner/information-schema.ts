/**
 * `information_schema`: the catalog as three tables, made anew for each query from what the caller may see. Column lists as
 * Trino's; `data_type` in Athena's spelling.
 */
import type { Database, Table } from "@aws-sdk/client-glue";
import type { Caller } from "../../auth/principal.ts";
import type { Catalog, Page } from "../../kit/ports/catalog.ts";
import type { TableBinding } from "../dialects/athena/bindings.ts";
import type { TableReference } from "../dialects/athena/statement.ts";
import { displayType } from "../dialects/athena/types/athena-type.ts";
import { CATALOG_NAME, describeTable, type FoundTable } from "./find-table.ts";
import { QueryFailure, queryFailure } from "./query-failure.ts";
import { literal, quoted } from "./sql-text.ts";

export const INFORMATION_SCHEMA = "information_schema";
/** Rows one of the tables may have. */
export const INFORMATION_ROWS_MAX = 100_000;

type Cell = string | number | null;

interface InformationTable {
  /** Name and Hive type of each column. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly rows: (databases: readonly Database[], tables: readonly Table[]) => Cell[][];
}

const text = (...names: readonly string[]): [string, string][] => names.map((name) => [name, "string"]);

const TABLES: Readonly<Record<string, InformationTable>> = {
  schemata: {
    columns: text("catalog_name", "schema_name"),
    rows: (databases) =>
      [...databases.map(({ Name }) => Name ?? ""), INFORMATION_SCHEMA].map((name) => [CATALOG_NAME, name]),
  },
  tables: {
    columns: text("table_catalog", "table_schema", "table_name", "table_type"),
    rows: (_databases, tables) =>
      tables.map((table) => [
        CATALOG_NAME,
        table.DatabaseName ?? "",
        table.Name ?? "",
        table.TableType === "VIRTUAL_VIEW" ? "VIEW" : "BASE TABLE",
      ]),
  },
  columns: {
    columns: [
      ...text("table_catalog", "table_schema", "table_name", "column_name"),
      ["ordinal_position", "bigint"],
      ...text("column_default", "is_nullable", "data_type", "comment", "extra_info"),
    ],
    rows: (_databases, tables) => tables.flatMap(columnRows),
  },
};

/** A definition that Athena cannot read has no columns here; a query that names it says why. */
function describedTable(table: Table, database: string): FoundTable | undefined {
  try {
    return describeTable(table, database);
  } catch (error) {
    if (error instanceof QueryFailure) return undefined;
    throw error;
  }
}

function columnRows(table: Table): Cell[][] {
  const database = table.DatabaseName ?? "";
  const described = describedTable(table, database);
  if (described === undefined) return [];
  const { columns, partitionColumns } = described;
  const comments = new Map(
    [...(table.StorageDescriptor?.Columns ?? []), ...(table.PartitionKeys ?? [])].map((column) => [
      (column.Name ?? "").toLowerCase(),
      column.Comment,
    ]),
  );
  return [...columns, ...partitionColumns].map(({ name, type }, index) => [
    CATALOG_NAME,
    database,
    table.Name ?? "",
    name,
    index + 1,
    null,
    "YES",
    displayType(type),
    comments.get(name) ?? null,
    index < columns.length ? null : "partition key",
  ]);
}

async function all<Item>(list: (token: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await list(token);
    items.push(...page.items);
    token = page.nextToken;
  } while (token !== undefined);
  return items;
}

function cellText(cell: Cell): string {
  if (cell === null) return "NULL";
  return typeof cell === "number" ? String(cell) : literal(cell);
}

function relationOf(table: InformationTable, rows: readonly Cell[][]): string {
  const items = table.columns.map(
    ([name, type], index) => `CAST(i${index} AS ${type === "bigint" ? "BIGINT" : "VARCHAR"}) AS ${quoted(name)}`,
  );
  const aliases = table.columns.map((_, index) => `i${index}`);
  const nothing = table.columns.map(() => "NULL").join(", ");
  const values = rows.map((row) => `(${row.map(cellText).join(", ")})`);
  const source = rows.length === 0 ? `SELECT ${nothing} WHERE false` : `VALUES ${values.join(", ")}`;
  return `(SELECT ${items.join(", ")} FROM (${source}) AS i(${aliases.join(", ")}))`;
}

/** @throws {QueryFailure} TABLE_NOT_FOUND for a table it does not have, NOT_SUPPORTED for a catalog too large to list */
export async function bindInformationSchema(
  catalog: Catalog,
  caller: Caller,
  mention: TableReference,
): Promise<TableBinding> {
  const name = mention.name.toLowerCase();
  const table = TABLES[name];
  if (table === undefined) {
    throw queryFailure(
      "TABLE_NOT_FOUND",
      `line ${mention.line}:${mention.column}: Table '${CATALOG_NAME}.${INFORMATION_SCHEMA}.${name}' does not exist`,
    );
  }
  const databases = await all((token) => catalog.listDatabases(caller, token));
  const tables: Table[] = [];
  for (const { Name = "" } of name === "schemata" ? [] : databases) {
    const found = await all((token) => catalog.listTables(caller, Name, token));
    tables.push(...found.map((item) => ({ ...item, DatabaseName: Name })));
    if (tables.length > INFORMATION_ROWS_MAX) break;
  }
  const rows = table.rows(databases, tables);
  if (rows.length > INFORMATION_ROWS_MAX)
    throw queryFailure("NOT_SUPPORTED", `${INFORMATION_SCHEMA}.${name} has more than ${INFORMATION_ROWS_MAX} rows`);
  return {
    relation: relationOf(table, rows),
    columns: table.columns.map(([column, type]) => ({ name: column, type })),
  };
}
