/**
 * CAST, and how values look as text.
 *
 * AWS: s3-select-sql-reference-conversion.html says that there is CAST and for which types; what it makes of which text follows PartiQL, of which S3 Select is made. Text with
 * white space around a number is refused (assumed).
 */
import { selectError } from "../select-error.ts";
import type { CastType } from "../sql/syntax.ts";
import { Decimal, parseDecimal, truncated } from "../values/decimal.ts";
import { parseTimestamp, Timestamp } from "../values/timestamp.ts";
import { isUnknown, type Value } from "../values/value.ts";
import { exact, int64 } from "./arithmetic.ts";

/** @throws {CastFailed} 400 for text that is none of the type  @throws {InvalidCast} 400 between types that have nothing in common  @throws {IntegerOverflow} 400 */
export function cast(value: Value, type: CastType): Value {
  if (isUnknown(value)) return null;
  switch (type) {
    case "bool":
      return toBoolean(value);
    case "int":
      return toInt(value);
    case "float":
      return toFloat(value);
    case "decimal":
      return toDecimalValue(value);
    case "string":
      return toText(value);
    case "timestamp":
      return toTimestamp(value);
  }
}

/** Scalars as text. @throws {InvalidCast} 400 for lists and objects */
export function toText(value: Exclude<Value, undefined | null>): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return floatText(value);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (value instanceof Decimal || value instanceof Timestamp) return value.toString();
  throw selectError("InvalidCast");
}

/** The shortest text that reads as the same float, and always as a float. */
export function floatText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function toBoolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") {
    const lower = value.toLowerCase();
    if (lower !== "true" && lower !== "false") throw selectError("CastFailed");
    return lower === "true";
  }
  if (typeof value === "bigint") return value !== 0n;
  if (typeof value === "number") return value !== 0;
  if (value instanceof Decimal) return value.coefficient !== 0n;
  throw selectError("InvalidCast");
}

function toInt(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "string") {
    if (!/^[+-]?\d{1,100}$/.test(value)) throw selectError("CastFailed");
    return int64(BigInt(value.startsWith("+") ? value.slice(1) : value));
  }
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw selectError("CastFailed");
    return int64(BigInt(Math.trunc(value)));
  }
  if (!(value instanceof Decimal)) throw selectError("InvalidCast");
  if (value.exponent > 40) throw selectError("IntegerOverflow");
  return int64(truncated(value));
}

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,6})?$/;

function toFloat(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "bigint" || value instanceof Decimal) return Number(value);
  if (typeof value !== "string") throw selectError("InvalidCast");
  const number = FLOAT.test(value) ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw selectError("CastFailed");
  return number;
}

function toDecimalValue(value: Value): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === "boolean") return new Decimal(value ? 1n : 0n, 0);
  if (typeof value === "bigint") return exact(value);
  // As BigDecimal.valueOf: the digits that the float is written with.
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") throw selectError("InvalidCast");
  const decimal = parseDecimal(text);
  if (decimal === undefined) throw selectError("CastFailed");
  return decimal;
}

function toTimestamp(value: Value): Timestamp {
  if (value instanceof Timestamp) return value;
  if (typeof value !== "string") throw selectError("InvalidCast");
  const timestamp = parseTimestamp(value);
  if (timestamp === undefined) throw selectError("CastFailed");
  return timestamp;
}
