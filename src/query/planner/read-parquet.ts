/**
 * A relation over Parquet files by column name: declared columns in declared order and type, NULL where a file lacks one, and a
 * refusal where a file's type does not fit the declared one, as Athena's Parquet reader does.
 */
import { duckdbTypeOf } from "../dialects/athena/type-names.ts";
import { type AthenaType, displayType } from "../dialects/athena/types/athena-type.ts";
import type { FileColumn, Footer } from "./parquet-footers.ts";
import { queryFailure } from "./query-failure.ts";
import { s3Uri } from "./s3-location.ts";
import { list, literal, quoted } from "./sql-text.ts";
import type { DeclaredColumn, TableFile } from "./table-file.ts";

const INTEGERS = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"];
const TEXTS = ["VARCHAR", "BLOB", "JSON", "UUID", "ENUM"];
const TIMESTAMPS = ["TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMP WITH TIME ZONE"];

/** File types that a declared type can be read from; a trailing parameter list is left out. */
const READABLE_FROM: Readonly<Record<string, readonly string[]>> = {
  tinyint: INTEGERS,
  smallint: INTEGERS,
  integer: INTEGERS,
  bigint: INTEGERS,
  decimal: ["DECIMAL", ...INTEGERS],
  real: ["FLOAT"],
  double: ["DOUBLE", "FLOAT"],
  boolean: ["BOOLEAN"],
  varchar: TEXTS,
  char: TEXTS,
  varbinary: ["BLOB", "VARCHAR"],
  date: ["DATE"],
  timestamp: TIMESTAMPS,
};

function checkType(column: DeclaredColumn, found: FileColumn, file: TableFile): void {
  const isNested = ["array", "map", "row"].includes(column.type.kind);
  if (isNested || found.duckdbType === undefined) {
    if (isNested === (found.duckdbType === undefined)) return;
    throw mismatch(column, found.physicalType ?? "group", file);
  }
  const fileType = found.duckdbType.replace(/\(.*$/, "");
  if (READABLE_FROM[column.type.kind]?.includes(fileType) !== true)
    throw mismatch(column, found.physicalType ?? fileType, file);
}

function mismatch(column: DeclaredColumn, physicalType: string, file: TableFile): Error {
  return queryFailure(
    "HIVE_BAD_DATA",
    `Field ${column.name}'s type ${physicalType} in parquet file ${s3Uri(file.bucket, file.key)} is incompatible with type ${displayType(column.type)} defined in table schema`,
  );
}

/** BLOB is text without an annotation; everything else converts by a cast, which fails for values that do not fit. */
function valueOf(column: DeclaredColumn, fileTypes: ReadonlySet<string | undefined>): string {
  const name = quoted(column.name);
  const isText = column.type.kind === "varchar" || column.type.kind === "char";
  const text = isText && fileTypes.has("BLOB") && fileTypes.size === 1 ? `decode(${name})` : name;
  const cast = `CAST(${text} AS ${duckdbTypeOf(column.type)})`;
  return lengthLimit(cast, column.type);
}

function lengthLimit(value: string, type: AthenaType): string {
  const isLimited = (type.kind === "varchar" || type.kind === "char") && type.length !== undefined;
  return isLimited ? `left(${value}, ${type.length})` : value;
}

export function readParquet(
  files: readonly TableFile[],
  columns: readonly DeclaredColumn[],
  fileColumn: string,
  footers: ReadonlyMap<string, Footer>,
): string {
  const items = columns.map((column) => {
    const fileTypes = new Set<string | undefined>();
    for (const file of files) {
      const found = footers.get(file.path)?.columns.get(column.name.toLowerCase());
      if (found === undefined) continue;
      checkType(column, found, file);
      fileTypes.add(found.duckdbType);
    }
    const value = fileTypes.size === 0 ? `CAST(NULL AS ${duckdbTypeOf(column.type)})` : valueOf(column, fileTypes);
    return `${value} AS ${quoted(column.name)}`;
  });
  const file = quoted(fileColumn);
  const source = `read_parquet(${list(files.map(({ path }) => path))}, filename=${literal(fileColumn)}, union_by_name=true)`;
  // The predicate is always true and costs nothing: it makes the scan say in the plan which table it belongs to.
  return `SELECT ${[...items, file].join(", ")} FROM ${source} WHERE ${file} <> ''`;
}
