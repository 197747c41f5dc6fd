/**
 * The columns of a Parquet file: Parquet's logical, converted and physical types in Hive's names (Parquet format, LogicalTypes.md).
 */
import { COLUMNS_MAX } from "../limits.ts";
import { type DataType, scalar, type SchemaColumn, STRING } from "./data-type.ts";
import { numberOf, type ParquetNode, readParquetFooter } from "./parquet-footer.ts";

export interface ParquetSchema {
  readonly columns: readonly SchemaColumn[];
  readonly recordCount: number;
}

/** `tail` ends with the file's last byte and holds all of the metadata. Undefined when it is no Parquet footer. */
export function inferParquet(tail: Uint8Array): ParquetSchema | undefined {
  const footer = readParquetFooter(tail);
  if (footer === undefined) return undefined;
  const { root, rowCount } = footer;
  if (root.children.length === 0 || root.children.length > COLUMNS_MAX) return undefined;
  const columns = root.children.map((child) => ({ name: child.name.toLowerCase(), type: typeOf(child) }));
  return { columns, recordCount: rowCount };
}

function typeOf(node: ParquetNode): DataType {
  const single = node.children.length > 0 ? groupType(node) : scalarType(node);
  return node.isRepeated ? { kind: "array", element: single } : single;
}

/** Fields of the union LogicalType. */
const LOGICAL = {
  string: 1,
  map: 2,
  list: 3,
  enum: 4,
  decimal: 5,
  date: 6,
  timestamp: 8,
  integer: 10,
  json: 12,
  uuid: 14,
  float16: 15,
} as const;
/** Numbers of the enum ConvertedType. */
const CONVERTED = { map: 1, mapKeyValue: 2, list: 3, decimal: 5 } as const;

/** Lists and maps have a layer of their own around the elements. */
function groupType(node: ParquetNode): DataType {
  const [inner] = node.children;
  const [key, value] = inner?.children ?? [];
  const isList = node.logical?.kind === LOGICAL.list || node.converted === CONVERTED.list;
  const isMap =
    node.logical?.kind === LOGICAL.map || node.converted === CONVERTED.map || node.converted === CONVERTED.mapKeyValue;
  if (isList && inner !== undefined) return { kind: "array", element: listElement(inner) };
  if (isMap && key !== undefined && value !== undefined) return { kind: "map", key: typeOf(key), value: typeOf(value) };
  return { kind: "struct", fields: new Map(node.children.map((child) => [child.name, typeOf(child)])) };
}

/** Older writers leave the middle layer out ("Nested Types", backward compatibility rules). */
function listElement(repeated: ParquetNode): DataType {
  const [only] = repeated.children;
  const isThreeLevel =
    repeated.children.length === 1 &&
    only !== undefined &&
    repeated.name !== "array" &&
    !repeated.name.endsWith("_tuple");
  if (isThreeLevel) return typeOf(only);
  return repeated.children.length > 0 ? groupType(repeated) : scalarType(repeated);
}

/** By number in ConvertedType. Unsigned numbers need the next wider signed type. */
const CONVERTED_NAMES: Readonly<Record<number, string>> = {
  0: "string",
  4: "string",
  6: "date",
  9: "timestamp",
  10: "timestamp",
  11: "smallint",
  12: "int",
  13: "bigint",
  14: "decimal(20,0)",
  15: "tinyint",
  16: "smallint",
  17: "int",
  18: "bigint",
  19: "string",
};
/** By number in Type: BOOLEAN, INT32, INT64, INT96, FLOAT, DOUBLE, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY. */
const PHYSICAL_NAMES = ["boolean", "int", "bigint", "timestamp", "float", "double", "binary", "binary"];
const SIGNED_NAMES: Readonly<Record<number, string>> = { 8: "tinyint", 16: "smallint", 32: "int", 64: "bigint" };
const UNSIGNED_NAMES: Readonly<Record<number, string>> = {
  8: "smallint",
  16: "int",
  32: "bigint",
  64: "decimal(20,0)",
};

function scalarType(node: ParquetNode): DataType {
  const logical = logicalName(node);
  const converted =
    node.converted === CONVERTED.decimal
      ? decimalName(node.precision, node.scale)
      : CONVERTED_NAMES[node.converted ?? -1];
  const name = logical ?? converted ?? PHYSICAL_NAMES[node.physical ?? -1];
  return name === undefined ? STRING : scalar(name);
}

function logicalName(node: ParquetNode): string | undefined {
  const members = node.logical?.members;
  switch (node.logical?.kind) {
    case LOGICAL.string:
    case LOGICAL.enum:
    case LOGICAL.json:
    case LOGICAL.uuid:
      return "string";
    case LOGICAL.decimal:
      return decimalName(numberOf(members?.get(2)), numberOf(members?.get(1)));
    case LOGICAL.date:
      return "date";
    case LOGICAL.timestamp:
      return "timestamp";
    case LOGICAL.integer:
      return (members?.get(2) === true ? SIGNED_NAMES : UNSIGNED_NAMES)[numberOf(members?.get(1)) ?? 0];
    case LOGICAL.float16:
      return "float";
    default:
      return undefined;
  }
}

/** Hive's decimals have at most 38 digits. */
function decimalName(precision = 10, scale = 0): string | undefined {
  return precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
    ? `decimal(${precision},${scale})`
    : undefined;
}
