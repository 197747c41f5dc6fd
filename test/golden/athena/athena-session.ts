/**
 * Runs Athena SQL on an in-process DuckDB the way the service does (translate, prelude, text of results) for golden tests.
 * Tables are given as DuckDB relations with Hive column types.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableBinding } from "../../../src/query/dialects/athena/bindings.ts";
import { raisedError } from "../../../src/query/dialects/athena/engine-error.ts";
import { parseStatement } from "../../../src/query/dialects/athena/parse-statement.ts";
import { resultTextQuery } from "../../../src/query/dialects/athena/result-text.ts";
import { translateQuery } from "../../../src/query/dialects/athena/translate-query.ts";
import { displayType } from "../../../src/query/dialects/athena/types/athena-type.ts";
import { SqlError } from "../../../src/query/dialects/shared/sql-error.ts";

export interface AthenaResult {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface AthenaSession {
  readonly duckdb: DuckDBConnection;
  readonly tables: Map<string, TableBinding>;
  query(sql: string, parameters?: readonly string[]): Promise<AthenaResult>;
  /** Rows as one text: values joined by ` | `, rows by ` ; `, nulls as `NULL`. A failure is its Athena message. */
  show(sql: string, parameters?: readonly string[]): Promise<string>;
  close(): void;
}

export async function createAthenaSession(): Promise<AthenaSession> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  const tables = new Map<string, TableBinding>();
  const query = async (sql: string, parameters: readonly string[] = []): Promise<AthenaResult> => {
    const statement = parseStatement(sql);
    if (statement.kind !== "query") throw new TypeError(`not a query: ${statement.kind}`);
    const bind = (table: { readonly name: string }): TableBinding => {
      const binding = tables.get(table.name.toLowerCase());
      if (binding === undefined) throw new SqlError("TABLE_NOT_FOUND", `TABLE_NOT_FOUND: ${table.name}`);
      return binding;
    };
    const translated = translateQuery(statement, bind, { parameters });
    for (const setup of [...translated.settings, ...translated.prelude]) await duckdb.run(setup);
    const types = translated.columns.map((column) => column.type);
    const reader = await duckdb.runAndReadAll(resultTextQuery(translated.sql, types));
    const rows = reader.getRowsJson().map((row) => row.map((value) => (value === null ? null : String(value))));
    return { names: translated.columns.map((column) => column.name), types: types.map(displayType), rows };
  };
  const show = async (sql: string, parameters: readonly string[] = []): Promise<string> => {
    try {
      const { rows } = await query(sql, parameters);
      return rows.map((row) => row.map((value) => value ?? "NULL").join(" | ")).join(" ; ");
    } catch (error) {
      if (error instanceof SqlError) return error.athenaMessage;
      return raisedError(String(error))?.athenaMessage ?? `engine: ${String(error).slice(0, 300)}`;
    }
  };
  return {
    duckdb,
    tables,
    query,
    show,
    close: () => {
      duckdb.closeSync();
      instance.closeSync();
    },
  };
}
