/**
 * A mention of a table looked up in the catalog, with Athena's words for what is missing.
 */
import type { Column, Table } from "@aws-sdk/client-glue";
import type { Caller } from "../../auth/principal.ts";
import type { Catalog } from "../../kit/ports/catalog.ts";
import type { TableReference } from "../dialects/athena/statement.ts";
import { typeOfHive } from "../dialects/athena/type-names.ts";
import { SqlError } from "../dialects/shared/sql-error.ts";
import { type PrestoView, decodePrestoView } from "./presto-view.ts";
import { queryFailure } from "./query-failure.ts";
import type { DeclaredColumn } from "./table-file.ts";

export const CATALOG_NAME = "awsdatacatalog";

export interface FoundTable {
  readonly database: string;
  readonly table: Table;
  /** Lower case, partition columns included. */
  readonly columnNames: readonly string[];
  readonly columns: readonly DeclaredColumn[];
  readonly partitionColumns: readonly DeclaredColumn[];
  readonly view: PrestoView | undefined;
}

function place(table: TableReference): string {
  return `line ${table.line}:${table.column}`;
}

function declared(columns: readonly Column[], table: Table): DeclaredColumn[] {
  return columns.map((column) => {
    const hiveType = column.Type ?? "string";
    try {
      return { name: (column.Name ?? "").toLowerCase(), hiveType, type: typeOfHive(hiveType) };
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      throw queryFailure(
        "HIVE_INVALID_METADATA",
        `Glue table '${table.DatabaseName ?? ""}.${table.Name ?? ""}' column '${column.Name ?? ""}' has invalid data type: ${hiveType}`,
        error,
      );
    }
  });
}

/** The database a mention means. @throws {QueryFailure} when it names none, or another catalog */
export function databaseOf(mention: TableReference, sessionDatabase: string | undefined): string {
  if (mention.catalog !== undefined && mention.catalog.toLowerCase() !== CATALOG_NAME) {
    throw queryFailure(
      "CATALOG_NOT_FOUND",
      `${place(mention)}: Catalog '${mention.catalog.toLowerCase()}' does not exist`,
    );
  }
  const database = mention.database ?? sessionDatabase;
  if (database === undefined || database === "") {
    throw queryFailure(
      "MISSING_SCHEMA_NAME",
      `${place(mention)}: Schema must be specified when session schema is not set`,
    );
  }
  return database.toLowerCase();
}

/** The definition of a table that exists. */
export function describeTable(table: Table, database: string): FoundTable {
  const columns = declared(table.StorageDescriptor?.Columns ?? [], table);
  const partitionColumns = declared(table.PartitionKeys ?? [], table);
  const isView = table.TableType === "VIRTUAL_VIEW";
  const view = isView ? decodePrestoView(table.ViewOriginalText ?? "") : undefined;
  if (isView && view === undefined)
    throw queryFailure("INVALID_VIEW", `View '${CATALOG_NAME}.${database}.${table.Name ?? ""}' is not a Presto view`);
  return {
    database,
    table,
    columns,
    partitionColumns,
    view,
    columnNames: [...columns, ...partitionColumns].map((column) => column.name),
  };
}

/** @throws {QueryFailure} SCHEMA_NOT_FOUND, TABLE_NOT_FOUND, INVALID_VIEW, HIVE_INVALID_METADATA */
export async function findTable(
  catalog: Catalog,
  scope: { readonly caller: Caller; readonly database: string | undefined },
  mention: TableReference,
): Promise<FoundTable> {
  const database = databaseOf(mention, scope.database);
  const table = await catalog.getTable(scope.caller, database, mention.name.toLowerCase());
  if (table !== undefined) return describeTable({ ...table, DatabaseName: database }, database);
  if ((await catalog.getDatabase(scope.caller, database)) === undefined) {
    throw queryFailure("SCHEMA_NOT_FOUND", `${place(mention)}: Schema '${database}' does not exist`);
  }
  throw queryFailure(
    "TABLE_NOT_FOUND",
    `${place(mention)}: Table '${CATALOG_NAME}.${database}.${mention.name.toLowerCase()}' does not exist`,
  );
}
