/**
 * The columns of a Parquet file from its footer: Parquet's physical and logical types in Hive's names. The footer is read by hyparquet,
 * loaded at the first Parquet file.
 */
import type { SchemaElement, SchemaTree } from "hyparquet";
import { COLUMNS_MAX } from "../limits.ts";
import { type DataType, scalar, type SchemaColumn, STRING } from "./data-type.ts";

export interface ParquetSchema {
  readonly columns: readonly SchemaColumn[];
  readonly recordCount: number;
}

/** `footer` ends with the file's last byte and begins at or before the metadata. Undefined when it is not a Parquet footer. */
export async function inferParquet(footer: Uint8Array): Promise<ParquetSchema | undefined> {
  const { parquetMetadata, parquetSchema } = await import("hyparquet");
  try {
    const bytes = new Uint8Array(footer);
    const metadata = parquetMetadata(bytes.buffer);
    const root = parquetSchema(metadata);
    if (root.children.length === 0 || root.children.length > COLUMNS_MAX) return undefined;
    const columns = root.children.map((child) => ({ name: child.element.name.toLowerCase(), type: typeOf(child) }));
    return { columns, recordCount: Number(metadata.num_rows) };
  } catch (error) {
    // The reader throws plain errors for a footer it cannot read; there is no I/O in this block, so every one of them means "not Parquet".
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function typeOf(tree: SchemaTree): DataType {
  const single = tree.children.length > 0 ? groupType(tree) : scalarType(tree.element);
  return tree.element.repetition_type === "REPEATED" ? { kind: "array", element: single } : single;
}

/** Lists and maps have a layer of their own around the elements (Parquet format, LogicalTypes.md, "Nested Types"). */
function groupType(tree: SchemaTree): DataType {
  const kind = tree.element.logical_type?.type ?? tree.element.converted_type;
  const [inner] = tree.children;
  if (kind === "LIST" && inner !== undefined) return { kind: "array", element: listElement(inner) };
  if (
    (kind === "MAP" || kind === "MAP_KEY_VALUE") &&
    inner?.children[0] !== undefined &&
    inner.children[1] !== undefined
  ) {
    return { kind: "map", key: typeOf(inner.children[0]), value: typeOf(inner.children[1]) };
  }
  return { kind: "struct", fields: new Map(tree.children.map((child) => [child.element.name, typeOf(child)])) };
}

function listElement(repeated: SchemaTree): DataType {
  const [only] = repeated.children;
  const isThreeLevel =
    repeated.children.length === 1 &&
    only !== undefined &&
    repeated.element.name !== "array" &&
    !repeated.element.name.endsWith("_tuple");
  if (isThreeLevel) return typeOf(only);
  return repeated.children.length > 0 ? groupType(repeated) : scalarType(repeated.element);
}

const CONVERTED: Readonly<Record<string, string>> = {
  UTF8: "string",
  ENUM: "string",
  JSON: "string",
  DATE: "date",
  TIMESTAMP_MILLIS: "timestamp",
  TIMESTAMP_MICROS: "timestamp",
  INT_8: "tinyint",
  INT_16: "smallint",
  INT_32: "int",
  INT_64: "bigint",
  // Unsigned numbers need the next wider signed type.
  UINT_8: "smallint",
  UINT_16: "int",
  UINT_32: "bigint",
  UINT_64: "decimal(20,0)",
};

const PHYSICAL: Readonly<Record<string, string>> = {
  BOOLEAN: "boolean",
  INT32: "int",
  INT64: "bigint",
  INT96: "timestamp",
  FLOAT: "float",
  DOUBLE: "double",
  BYTE_ARRAY: "binary",
  FIXED_LEN_BYTE_ARRAY: "binary",
};

function scalarType(element: SchemaElement): DataType {
  const logical = element.logical_type;
  if (logical?.type === "DECIMAL") return scalar(`decimal(${logical.precision},${logical.scale})`);
  if (element.converted_type === "DECIMAL") return scalar(`decimal(${element.precision ?? 10},${element.scale ?? 0})`);
  if (logical?.type === "STRING" || logical?.type === "ENUM" || logical?.type === "JSON" || logical?.type === "UUID")
    return STRING;
  if (logical?.type === "DATE") return scalar("date");
  if (logical?.type === "TIMESTAMP") return scalar("timestamp");
  if (logical?.type === "FLOAT16") return scalar("float");
  if (logical?.type === "INTEGER")
    return scalar(CONVERTED[`${logical.isSigned ? "INT" : "UINT"}_${logical.bitWidth}`] ?? "bigint");
  return scalar(CONVERTED[element.converted_type ?? ""] ?? PHYSICAL[element.type ?? ""] ?? "string");
}
