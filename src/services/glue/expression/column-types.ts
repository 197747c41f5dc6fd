/**
 * The types of partition columns an expression may name (API reference, GetPartitions, "Supported Partition Key Types"): how their
 * texts are read and compared, and in which spans of the key order the texts of one value or of a range of values lie. A type's
 * spans may hold more than asked for, never less: the expression is evaluated on all that is read.
 */
import { afterPrefix, compareText, nextText } from "./text-order.ts";

export type TypedValue = string | bigint | Decimal;

export interface Decimal {
  readonly digits: bigint;
  /** Power of ten by which `digits` is multiplied. */
  readonly exponent: number;
}

/** Texts from `start` (inclusive) to `end` (exclusive); an absent bound is open. */
export interface TextSpan {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

export interface ColumnType {
  /** Undefined when the text is not a value of this type. */
  readonly parse: (text: string) => TypedValue | undefined;
  readonly compare: (left: TypedValue, right: TypedValue) => number;
  /** Why a text was refused, in AWS's words. */
  readonly refusal: (text: string) => string;
  /** How AWS names the type when it refuses LIKE; undefined where LIKE is allowed. */
  readonly unlikeable: string | undefined;
  /** The one text of a value, where each value has only one, and the spans of its other texts. */
  readonly texts: (
    value: TypedValue,
  ) => { readonly exact: string | undefined; readonly spans: readonly TextSpan[] } | undefined;
  /** The span between two values, both inclusive; undefined when the order of texts says nothing. */
  readonly between: ((low: TypedValue | undefined, high: TypedValue | undefined) => TextSpan) | undefined;
}

const DECIMAL_EXPONENT_MAX = 400;
const compareAsText = (left: TypedValue, right: TypedValue): number => compareText(String(left), String(right));

const textType: ColumnType = {
  parse: (text) => text,
  compare: compareAsText,
  refusal: (text) => `${text} is not a string.`,
  unlikeable: undefined,
  texts: (value) => ({ exact: String(value), spans: [] }),
  between: textBetween,
};

function textBetween(low: TypedValue | undefined, high: TypedValue | undefined): TextSpan {
  return {
    start: low === undefined ? undefined : String(low),
    end: high === undefined ? undefined : nextText(String(high)),
  };
}

/** Integers may be written `7`, `07` and `+7`, so a value has one plain text and a few spans of odd ones. */
const integerType: ColumnType = {
  parse: (text) => (/^[+-]?\d{1,400}$/.test(text) ? BigInt(text.replace("+", "")) : undefined),
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
  refusal: (text) => `"${text}" is not an integer.`,
  unlikeable: "Integral",
  texts: (value) => ({
    exact: String(value),
    spans: [
      prefixSpan("+"),
      prefixSpan("-0"),
      ...(value === 0n ? [{ start: nextText("0"), end: "1" }] : [prefixSpan("0")]),
    ],
  }),
  between: undefined,
};

const dateType: ColumnType = {
  parse: (text) => (isCalendarDate(text) ? text : undefined),
  compare: compareAsText,
  refusal: (text) => `${text} is not a date.`,
  unlikeable: "Date",
  texts: (value) => ({ exact: String(value), spans: [] }),
  between: textBetween,
};

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const SECONDS_LENGTH = "yyyy-mm-dd hh:mm:ss".length;

/** Kept with nine fraction digits, so that text order is time order. */
const timestampType: ColumnType = {
  parse(text) {
    const [, date, hours, minutes, seconds, fraction = ""] = TIMESTAMP.exec(text) ?? [];
    if (
      date === undefined ||
      !isCalendarDate(date) ||
      Number(hours) > 23 ||
      Number(minutes) > 59 ||
      Number(seconds) > 59
    )
      return undefined;
    return `${text.slice(0, SECONDS_LENGTH)}.${fraction.padEnd(9, "0")}`;
  },
  compare: compareAsText,
  refusal: (text) => `Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff] ${text} is not a timestamp.`,
  unlikeable: "Timestamp",
  texts: (value) => ({ exact: undefined, spans: [prefixSpan(String(value).slice(0, SECONDS_LENGTH))] }),
  between: (low, high) => ({
    start: low === undefined ? undefined : String(low).slice(0, SECONDS_LENGTH),
    end: high === undefined ? undefined : afterPrefix(String(high).slice(0, SECONDS_LENGTH)),
  }),
};

const decimalType: ColumnType = {
  parse(text) {
    const [, sign, whole = "", fraction = "", power = "0"] =
      /^([+-]?)(\d{0,400})(?:\.(\d{0,400}))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text) ?? [];
    const exponent = Number(power) - fraction.length;
    if (sign === undefined || whole + fraction === "" || Math.abs(exponent) > DECIMAL_EXPONENT_MAX) return undefined;
    return { digits: BigInt(whole + fraction) * (sign === "-" ? -1n : 1n), exponent };
  },
  compare(left, right) {
    if (typeof left !== "object" || typeof right !== "object") return 0;
    const exponent = Math.min(left.exponent, right.exponent);
    const difference =
      left.digits * 10n ** BigInt(left.exponent - exponent) - right.digits * 10n ** BigInt(right.exponent - exponent);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  },
  refusal: (text) => `${text} is not a decimal.`,
  unlikeable: "Decimal",
  texts: () => undefined,
  between: undefined,
};

function prefixSpan(prefix: string): TextSpan {
  return { start: prefix, end: afterPrefix(prefix) };
}

function isCalendarDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? 0;
  return Number(day) >= 1 && Number(day) <= days;
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  string: textType,
  char: textType,
  varchar: textType,
  date: dateType,
  timestamp: timestampType,
  int: integerType,
  integer: integerType,
  bigint: integerType,
  long: integerType,
  tinyint: integerType,
  smallint: integerType,
  decimal: decimalType,
};

/** The type by its name in the table, with or without parameters (`decimal(10,2)`); undefined for one that expressions cannot use. */
export function columnType(name: string): ColumnType | undefined {
  const base = name
    .toLowerCase()
    .replace(/\s*\(.*$/, "")
    .trim();
  return Object.hasOwn(TYPES, base) ? TYPES[base] : undefined;
}
