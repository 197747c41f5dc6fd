/**
 * The types of Athena's query engine (Trino's), as data. Everything the translator decides about an expression it decides
 * by its type: which division it is, how it is written as text, what its column is called in the result metadata.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { TypeSyntax } from "../syntax.ts";

export type ScalarKind =
  | "unknown"
  | "boolean"
  | "tinyint"
  | "smallint"
  | "integer"
  | "bigint"
  | "real"
  | "double"
  | "date"
  | "time"
  | "varbinary"
  | "json"
  | "uuid"
  | "interval day to second"
  | "interval year to month";

export interface RowField {
  /** Undefined for the fields of `ROW(1, 2)`. */
  readonly name?: string;
  readonly type: AthenaType;
}

export type AthenaType =
  | { readonly kind: ScalarKind }
  | { readonly kind: "varchar"; readonly length?: number }
  | { readonly kind: "char"; readonly length: number }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  /** `precision`: digits of the fraction of a second, 0 to 6. */
  | { readonly kind: "timestamp" | "timestamp with time zone"; readonly precision: number }
  | { readonly kind: "array"; readonly element: AthenaType }
  | { readonly kind: "map"; readonly key: AthenaType; readonly value: AthenaType }
  | { readonly kind: "row"; readonly fields: readonly RowField[] };

export type TypeKind = AthenaType["kind"];

export const UNKNOWN: AthenaType = { kind: "unknown" };
export const BOOLEAN: AthenaType = { kind: "boolean" };
export const INTEGER: AthenaType = { kind: "integer" };
export const BIGINT: AthenaType = { kind: "bigint" };
export const DOUBLE: AthenaType = { kind: "double" };
export const VARCHAR: AthenaType = { kind: "varchar" };
export const VARBINARY: AthenaType = { kind: "varbinary" };
export const DATE: AthenaType = { kind: "date" };
export const DAY_INTERVAL: AthenaType = { kind: "interval day to second" };
export const MONTH_INTERVAL: AthenaType = { kind: "interval year to month" };

export function arrayOf(element: AthenaType): AthenaType {
  return { kind: "array", element };
}

export function decimalOf(precision: number, scale: number): AthenaType {
  return { kind: "decimal", precision: Math.min(38, Math.max(1, precision)), scale: Math.min(38, scale) };
}

const INTEGER_DIGITS: Readonly<Partial<Record<TypeKind, number>>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
};

export function isInteger(type: AthenaType): boolean {
  return INTEGER_DIGITS[type.kind] !== undefined;
}

export function isNumeric(type: AthenaType): boolean {
  return isInteger(type) || type.kind === "decimal" || type.kind === "real" || type.kind === "double";
}

export function isText(type: AthenaType): boolean {
  return type.kind === "varchar" || type.kind === "char";
}

export function isInterval(type: AthenaType): boolean {
  return type.kind === "interval day to second" || type.kind === "interval year to month";
}

export function isDateTime(type: AthenaType): boolean {
  return type.kind === "date" || type.kind === "timestamp" || type.kind === "timestamp with time zone";
}

/** The decimal that holds every value of an integer type. */
export function decimalOfInteger(type: AthenaType): AthenaType {
  return decimalOf(INTEGER_DIGITS[type.kind] ?? 19, 0);
}

export function sameType(left: AthenaType, right: AthenaType): boolean {
  return displayType(left) === displayType(right);
}

/** The type as Trino writes it in messages, e.g. `decimal(10,2)`, `row(a integer, b varchar)`, `timestamp(3)`. */
export function displayType(type: AthenaType): string {
  switch (type.kind) {
    case "varchar":
      return type.length === undefined ? "varchar" : `varchar(${type.length})`;
    case "char":
      return `char(${type.length})`;
    case "decimal":
      return `decimal(${type.precision},${type.scale})`;
    case "timestamp":
      return `timestamp(${type.precision})`;
    case "timestamp with time zone":
      return `timestamp(${type.precision}) with time zone`;
    case "array":
      return `array(${displayType(type.element)})`;
    case "map":
      return `map(${displayType(type.key)}, ${displayType(type.value)})`;
    case "row":
      return `row(${type.fields.map((field) => (field.name === undefined ? displayType(field.type) : `"${field.name}" ${displayType(field.type)}`)).join(", ")})`;
    default:
      return type.kind;
  }
}

const SCALAR_NAMES: Readonly<Record<string, ScalarKind>> = {
  boolean: "boolean",
  tinyint: "tinyint",
  smallint: "smallint",
  integer: "integer",
  int: "integer",
  bigint: "bigint",
  real: "real",
  double: "double",
  date: "date",
  time: "time",
  varbinary: "varbinary",
  json: "json",
  uuid: "uuid",
  "interval day to second": "interval day to second",
  "interval year to month": "interval year to month",
};

/** @throws {SqlError} TYPE_MISMATCH for a type that does not exist, NOT_SUPPORTED for one Lakebed lacks. */
export function typeOfSyntax(syntax: TypeSyntax): AthenaType {
  const numbers = syntax.parameters.filter((parameter) => typeof parameter === "number");
  const types = syntax.parameters.filter((parameter) => typeof parameter !== "number").map(typeOfSyntax);
  const [first, second] = numbers;
  const scalar = SCALAR_NAMES[syntax.name];
  if (scalar !== undefined) return { kind: scalar };
  const [element, value] = types;
  switch (syntax.name) {
    case "varchar":
      return first === undefined ? VARCHAR : { kind: "varchar", length: first };
    case "string":
      return VARCHAR;
    case "float":
      return { kind: "real" };
    case "char":
      return { kind: "char", length: first ?? 1 };
    case "decimal":
    case "dec":
    case "numeric":
      return decimalOfSyntax(syntax, first ?? 38, second ?? 0);
    case "timestamp":
    case "timestamp with time zone":
      return timestampOfSyntax(syntax, syntax.name, first ?? 3);
    case "array":
      if (element !== undefined) return arrayOf(element);
      break;
    case "map":
      if (element !== undefined && value !== undefined) return { kind: "map", key: element, value };
      break;
    case "row":
      return {
        kind: "row",
        fields: syntax.fields.map((field) => ({
          ...(field.name === undefined ? {} : { name: field.name }),
          type: typeOfSyntax(field.type),
        })),
      };
    default:
  }
  throw sqlErrorAt("TYPE_MISMATCH", syntax, `Unknown type: ${syntax.name}`);
}

function decimalOfSyntax(syntax: TypeSyntax, precision: number, scale: number): AthenaType {
  if (precision < 1 || precision > 38)
    throw sqlErrorAt("TYPE_MISMATCH", syntax, `DECIMAL precision must be in range [1, 38]: ${precision}`);
  if (scale > precision)
    throw sqlErrorAt("TYPE_MISMATCH", syntax, `DECIMAL scale must be in range [0, precision (${precision})]: ${scale}`);
  return { kind: "decimal", precision, scale };
}

function timestampOfSyntax(
  syntax: TypeSyntax,
  kind: "timestamp" | "timestamp with time zone",
  precision: number,
): AthenaType {
  if (precision > 6)
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      syntax,
      `Lakebed keeps microseconds: ${kind} precision ${precision} is not supported`,
    );
  return { kind, precision };
}
