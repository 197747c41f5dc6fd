/**
 * Types as crawlers find them, how they merge, and how they are written in the catalog (Hive's type names).
 */
import { TYPE_LENGTH_MAX } from "../limits.ts";

export type DataType =
  /** Seen, but without a value that tells. */
  | { readonly kind: "unknown" }
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "array"; readonly element: DataType }
  | { readonly kind: "map"; readonly key: DataType; readonly value: DataType }
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, DataType> };

export interface SchemaColumn {
  readonly name: string;
  readonly type: DataType;
}

export const UNKNOWN: DataType = { kind: "unknown" };
export const BOOLEAN = scalar("boolean");
export const BIGINT = scalar("bigint");
export const DOUBLE = scalar("double");
export const STRING = scalar("string");

export function scalar(name: string): DataType {
  return { kind: "scalar", name };
}

/** Numbers from narrow to wide: two of them merge to the wider one. */
const WIDTHS = ["tinyint", "smallint", "int", "bigint", "float", "double"];

/** The type that holds values of both; text holds everything. */
export function mergeTypes(left: DataType, right: DataType): DataType {
  if (left === right || right.kind === "unknown") return left;
  if (left.kind === "unknown") return right;
  if (left.kind === "array" && right.kind === "array")
    return { kind: "array", element: mergeTypes(left.element, right.element) };
  if (left.kind === "map" && right.kind === "map")
    return { kind: "map", key: mergeTypes(left.key, right.key), value: mergeTypes(left.value, right.value) };
  if (left.kind === "struct" && right.kind === "struct")
    return { kind: "struct", fields: mergeFields(left.fields, right.fields) };
  if (left.kind === "scalar" && right.kind === "scalar") return mergeScalars(left, right);
  return STRING;
}

function mergeScalars(left: DataType & { kind: "scalar" }, right: DataType & { kind: "scalar" }): DataType {
  if (left.name === right.name) return left;
  const widths = [WIDTHS.indexOf(left.name), WIDTHS.indexOf(right.name)];
  if (widths.every((width) => width >= 0)) return scalar(WIDTHS[Math.max(...widths)] ?? "double");
  return mergeDecimals(left.name, right.name) ?? STRING;
}

/** Two decimals merge to one that holds the digits of both; a decimal and another number to double. */
function mergeDecimals(left: string, right: string): DataType | undefined {
  const parts = [left, right].map((name) => /^decimal\((\d+),(\d+)\)$/.exec(name));
  const [first, second] = parts;
  if (first !== null && first !== undefined && second !== null && second !== undefined) {
    const scale = Math.max(Number(first[2]), Number(second[2]));
    const whole = Math.max(Number(first[1]) - Number(first[2]), Number(second[1]) - Number(second[2]));
    return whole + scale > 38 ? DOUBLE : scalar(`decimal(${whole + scale},${scale})`);
  }
  const other = first === null ? left : right;
  return (first === null) !== (second === null) && WIDTHS.includes(other) ? DOUBLE : undefined;
}

function mergeFields(left: ReadonlyMap<string, DataType>, right: ReadonlyMap<string, DataType>): Map<string, DataType> {
  const merged = new Map(left);
  for (const [name, type] of right) merged.set(name, mergeTypes(merged.get(name) ?? UNKNOWN, type));
  return merged;
}

/** Whether a value of one can be read as the other without becoming text; decides if two layouts are one table. */
export function areCompatible(left: DataType, right: DataType): boolean {
  const merged = mergeTypes(left, right);
  return !isText(merged) || isText(left) || isText(right);
}

function isText(type: DataType): boolean {
  return type.kind === "scalar" && type.name === "string";
}

/** As the catalog writes it. What cannot be written (odd field names, over-long types) is `string`: the raw value as text. */
export function formatType(type: DataType): string {
  const text = format(type);
  return text === undefined || text.length > TYPE_LENGTH_MAX ? "string" : text;
}

function format(type: DataType): string | undefined {
  switch (type.kind) {
    case "unknown":
      return "string";
    case "scalar":
      return type.name;
    case "array": {
      const element = format(type.element);
      return element === undefined ? undefined : `array<${element}>`;
    }
    case "map": {
      const [key, value] = [format(type.key), format(type.value)];
      return key === undefined || value === undefined ? undefined : `map<${key},${value}>`;
    }
    case "struct": {
      const fields = [...type.fields].map(([name, field]) => formatField(name, field));
      return fields.length === 0 || fields.includes(undefined) ? undefined : `struct<${fields.join(",")}>`;
    }
  }
}

function formatField(name: string, type: DataType): string | undefined {
  const text = format(type);
  return text === undefined || /[,:<>\u0000-\u001f]/.test(name) || name === "" ? undefined : `${name}:${text}`;
}
