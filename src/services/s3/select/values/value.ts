/**
 * Values of a query. CSV has strings alone; JSON and Parquet have the rest. MISSING is undefined, NULL is null; integers are bigints, floats are numbers.
 */
import { compareDecimals, Decimal, decimalOf, decimalOfFloat } from "./decimal.ts";
import { compareTimestamps, Timestamp } from "./timestamp.ts";

export type Value = undefined | null | boolean | string | bigint | number | Decimal | Timestamp | List | Struct;
export type List = readonly Value[];

/** A JSON object, with its members in order; names may come twice. */
export class Struct {
  readonly names: readonly string[];
  readonly values: readonly Value[];
  constructor(names: readonly string[], values: readonly Value[]) {
    this.names = names;
    this.values = values;
  }
}

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export function isInt64(value: bigint): boolean {
  return value >= INT64_MIN && value <= INT64_MAX;
}

export function isUnknown(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

export type Numeric = bigint | number | Decimal;

export function isNumeric(value: Value): value is Numeric {
  return typeof value === "bigint" || typeof value === "number" || value instanceof Decimal;
}

/** Undefined for a float that is no number. */
export function toDecimal(value: Numeric): Decimal | undefined {
  if (typeof value === "bigint") return decimalOf(value);
  return typeof value === "number" ? decimalOfFloat(value) : value;
}

/** -1, 0 or 1; undefined where the two have no order: other types, lists, objects. Both are known. */
export function compareValues(a: Value, b: Value): number | undefined {
  if (typeof a === "string") return typeof b === "string" ? compareStrings(a, b) : undefined;
  if (typeof a === "boolean") return typeof b === "boolean" ? Number(a) - Number(b) : undefined;
  if (a instanceof Timestamp) return b instanceof Timestamp ? compareTimestamps(a, b) : undefined;
  return isNumeric(a) && isNumeric(b) ? compareNumbers(a, b) : undefined;
}

function compareNumbers(a: Numeric, b: Numeric): number | undefined {
  if (typeof a === "bigint" && typeof b === "bigint") return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined;
  const left = toDecimal(a);
  const right = toDecimal(b);
  return left === undefined || right === undefined ? undefined : compareDecimals(left, right);
}

/** By code points, which UTF-16 units are but for those beyond U+FFFF. */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  if (at === end) return a.length < b.length ? -1 : 1;
  const left = a.charCodeAt(at);
  const right = b.charCodeAt(at);
  if (left >= 0xd800 && right >= 0xd800) {
    const isHighLeft = left < 0xe000;
    if (isHighLeft !== right < 0xe000) return isHighLeft ? 1 : -1;
  }
  return left < right ? -1 : 1;
}

/** Values of other types differ; lists and objects are equal by their members. Both are known at the top. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isUnknown(a) || isUnknown(b)) return a === b;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value: Value, index) => equalValues(value, (b as List)[index]))
    );
  }
  if (a instanceof Struct) return b instanceof Struct && equalStructs(a, b);
  return compareValues(a, b) === 0;
}

function equalStructs(a: Struct, b: Struct): boolean {
  if (a.names.length !== b.names.length) return false;
  return a.names.every((name, index) => {
    const other = b.names.indexOf(name);
    return other !== -1 && equalValues(a.values[index], b.values[other]);
  });
}
