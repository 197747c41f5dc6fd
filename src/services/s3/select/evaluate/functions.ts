/** Functions of values. NULL and MISSING in an argument make NULL, but for COALESCE and NULLIF. */
import { selectError } from "../select-error.ts";
import type { DatePart, ScalarFunctionName } from "../sql/syntax.ts";
import {
  addToTimestamp,
  differenceOf,
  parseTimestamp,
  Timestamp,
  timestampOf,
  type TimestampPart,
} from "../values/timestamp.ts";
import { equalValues, isUnknown, type Value } from "../values/value.ts";
import { compilePattern } from "./timestamp-pattern.ts";

export type ScalarFunction = (args: readonly Value[]) => Value;

/** What a function may know besides its arguments. */
export interface FunctionContext {
  /** UTCNOW, the same for all of a query. */
  readonly nowMs: number;
}

export function scalarFunction(name: ScalarFunctionName, { nowMs }: FunctionContext): ScalarFunction {
  switch (name) {
    case "COALESCE":
      return (args) => args.find((value) => !isUnknown(value)) ?? null;
    case "NULLIF":
      return nullIf;
    case "UTCNOW":
      return () => timestampOf(nowMs);
    default:
      return propagating(PROPAGATING[name]);
  }
}

/** AWS: `NULLIF(missing, null)` is NULL. */
function nullIf([a, b]: readonly Value[]): Value {
  if (isUnknown(a)) return null;
  return !isUnknown(b) && equalValues(a, b) ? null : a;
}

function propagating(call: ScalarFunction): ScalarFunction {
  return (args) => (args.some(isUnknown) ? null : call(args));
}

const PROPAGATING: Readonly<Record<Exclude<ScalarFunctionName, "COALESCE" | "NULLIF" | "UTCNOW">, ScalarFunction>> = {
  CHAR_LENGTH: ([value]) => BigInt(lengthOf(text(value))),
  LOWER: ([value]) => text(value).toLowerCase(),
  UPPER: ([value]) => text(value).toUpperCase(),
  SUBSTRING: ([value, start, length]) =>
    substring(text(value), integer(start), length === undefined ? undefined : integer(length)),
  TO_STRING: ([value, pattern]) => patternOf(text(pattern))(timestamp(value)),
  TO_TIMESTAMP([value]) {
    const parsed = parseTimestamp(text(value));
    if (parsed === undefined) throw selectError("ValueParseFailure");
    return parsed;
  },
};

/** Of the pattern that was used last: it is the same for every row, nearly always. */
let lastPattern: { readonly pattern: string; readonly write: (timestamp: Timestamp) => string } | undefined;

function patternOf(pattern: string): (timestamp: Timestamp) => string {
  if (lastPattern?.pattern !== pattern) lastPattern = { pattern, write: compilePattern(pattern) };
  return lastPattern.write;
}

function text(value: Value): string {
  if (typeof value !== "string") throw selectError("IncorrectSqlFunctionArgumentType");
  return value;
}

function integer(value: Value): number {
  if (typeof value !== "bigint") throw selectError("IncorrectSqlFunctionArgumentType");
  return Number(value);
}

function timestamp(value: Value): Timestamp {
  if (!(value instanceof Timestamp)) throw selectError("IncorrectSqlFunctionArgumentType");
  return value;
}

/** In characters, not in UTF-16 units. */
function lengthOf(value: string): number {
  let pairs = 0;
  for (let at = 0; at < value.length; at += 1) if (isPairAt(value, at)) pairs += 1;
  return value.length - pairs;
}

function isPairAt(value: string, at: number): boolean {
  const high = value.charCodeAt(at);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = value.charCodeAt(at + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}

/** AWS: "If start is < 1, it is set to 1." */
function substring(value: string, start: number, length: number | undefined): string {
  if (length !== undefined && length < 0)
    throw selectError("EvaluatorInvalidArguments", "The length of SUBSTRING must not be negative.");
  const from = Math.max(start, 1) - 1;
  const to = length === undefined ? undefined : from + length;
  if (lengthOf(value) === value.length) return value.slice(from, to);
  return Array.from(value).slice(from, to).join("");
}

/** Every character of the set goes; blanks where none is given. */
export function trim(side: "leading" | "trailing" | "both", characters: Value, value: Value): Value {
  if (isUnknown(value) || characters === null) return null;
  const set = characters === undefined ? [" "] : Array.from(text(characters));
  const units = text(value);
  let start = 0;
  let end = units.length;
  const isIn = (at: number, isBehind: boolean): number => {
    const width = isBehind ? (isPairAt(units, at - 2) ? 2 : 1) : isPairAt(units, at) ? 2 : 1;
    const from = isBehind ? at - width : at;
    return set.includes(units.slice(from, from + width)) ? width : 0;
  };
  if (side !== "trailing") for (let width; start < end && (width = isIn(start, false)) > 0;) start += width;
  if (side !== "leading") for (let width; end > start && (width = isIn(end, true)) > 0;) end -= width;
  return units.slice(start, end);
}

export function extract(part: DatePart, value: Value): Value {
  if (isUnknown(value)) return null;
  const found = timestamp(value);
  const local = new Date(found.localMs);
  const offset = found.offsetMinutes ?? 0;
  switch (part) {
    case "year":
      return BigInt(local.getUTCFullYear());
    case "month":
      return BigInt(local.getUTCMonth() + 1);
    case "day":
      return BigInt(local.getUTCDate());
    case "hour":
      return BigInt(local.getUTCHours());
    case "minute":
      return BigInt(local.getUTCMinutes());
    case "second":
      return BigInt(local.getUTCSeconds());
    case "timezone_hour":
      return BigInt(Math.trunc(offset / 60));
    case "timezone_minute":
      return BigInt(offset % 60);
  }
}

export function dateAdd(part: DatePart, quantity: Value, value: Value): Value {
  if (isUnknown(quantity) || isUnknown(value)) return null;
  const added = addToTimestamp(timestamp(value), part as TimestampPart, integer(quantity));
  if (added === undefined)
    throw selectError("IllegalSqlFunctionArgument", "The timestamp is beyond the years 1 to 9999.");
  return added;
}

export function dateDiff(part: DatePart, from: Value, to: Value): Value {
  if (isUnknown(from) || isUnknown(to)) return null;
  return BigInt(differenceOf(part as TimestampPart, timestamp(from), timestamp(to)));
}
