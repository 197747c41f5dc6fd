/**
 * Rows to Parquet, by the query engine: the rows of earlier files that stay, and new ones, into one file with Iceberg's field ids. Rows go to the engine as JSON, a bounded number in one
 * statement.
 */
import type { IcebergType, StructField } from "../../../iceberg/types.ts";
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import { literal, quoted } from "../../../query/planner/sql-text.ts";
import type { QueryEngine, QueryResult } from "../../../query/query-engine.ts";

/** Rows of one statement. */
const STATEMENT_ROWS = 2_000;

export interface ParquetRows {
  readonly fields: readonly StructField[];
  readonly rows: readonly TableRow[];
  /** Earlier files, on this machine. */
  readonly paths: readonly string[];
  readonly without?: { readonly column: string; readonly texts: readonly string[] } | undefined;
}

/** One file, or none when there are no rows. Release the result. @throws {QueryError} */
export async function writeParquet(engine: QueryEngine, asked: ParquetRows): Promise<QueryResult> {
  const { fields, rows, paths, without } = asked;
  const columns = fields.map(({ name }) => quoted(name)).join(", ");
  const gone = without?.texts ?? [];
  const setup = [
    `CREATE TEMP TABLE fresh (${fields.map(({ name, type }) => `${quoted(name)} ${engineType(type)}`).join(", ")})`,
    ...chunksOf(rows, STATEMENT_ROWS).map((chunk) => insertRows(fields, chunk)),
    "CREATE TEMP TABLE gone (text VARCHAR)",
    ...chunksOf(gone, STATEMENT_ROWS).map(
      (chunk) => `INSERT INTO gone SELECT unnest(CAST(${json(chunk)} AS VARCHAR[]))`,
    ),
  ];
  const files = `read_parquet([${paths.map(literal).join(", ")}])`;
  const filter = without === undefined ? "" : ` WHERE ${quoted(without.column)} NOT IN (SELECT text FROM gone)`;
  const kept = paths.length === 0 ? [] : [`SELECT ${columns} FROM ${files}${filter}`];
  const query = [...kept, `SELECT ${columns} FROM fresh`].join(" UNION ALL ");
  const ids = fields.map(({ name, id, type }) => `${quoted(name)}: ${fieldIds(id, type)}`).join(", ");
  return await engine.run({
    setup,
    query,
    readPaths: paths,
    rowLimit: 0,
    output: () => ({
      projection: fields.map(({ name }, index) => `c${index} AS ${quoted(name)}`).join(", "),
      name: "data.parquet",
      options: `FORMAT parquet, COMPRESSION zstd, FIELD_IDS {${ids}}`,
    }),
  });
}

function chunksOf<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, place) =>
    items.slice(place * size, (place + 1) * size),
  );
}

function json(value: unknown): string {
  return `${literal(JSON.stringify(value))}::JSON`;
}

function insertRows(fields: readonly StructField[], rows: readonly TableRow[]): string {
  const struct = `STRUCT(${fields.map(({ name, type }) => `${quoted(name)} ${engineType(type)}`).join(", ")})`;
  const values = fields.map(({ name }) => `r.${quoted(name)}`).join(", ");
  return `INSERT INTO fresh SELECT ${values} FROM (SELECT unnest(CAST(${json(rows)} AS ${struct}[])) AS r)`;
}

const ENGINE_TYPES: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  int: "INTEGER",
  long: "BIGINT",
  double: "DOUBLE",
  string: "VARCHAR",
  timestamp: "TIMESTAMP",
};

function engineType(type: IcebergType): string {
  if (typeof type !== "string" && type.type === "map") return `MAP(${engineType(type.key)}, ${engineType(type.value)})`;
  const name = typeof type === "string" ? ENGINE_TYPES[type] : undefined;
  if (name === undefined) throw new TypeError(`managed tables have no columns of type ${JSON.stringify(type)}`);
  return name;
}

function fieldIds(id: number, type: IcebergType): string {
  if (typeof type === "string" || type.type !== "map") return String(id);
  return `{__duckdb_field_id: ${id}, key: ${type["key-id"]}, value: ${type["value-id"]}}`;
}
