/** Literals, parameters' values included: what their text means is checked here, so the engine sees only well-formed ones. */
import { parseErrorAt, sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { IntervalField, Literal } from "../syntax.ts";
import { duckdbTypeOf, quoteString } from "../type-names.ts";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DAY_INTERVAL,
  DOUBLE,
  INTEGER,
  MONTH_INTERVAL,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
  decimalOf,
  typeOfSyntax,
} from "../types/athena-type.ts";
import { castTo } from "./casts.ts";
import { typed } from "./typed.ts";
import type { Typed } from "./typed.ts";

type PlacedLiteral = Literal & SqlPosition;

/** @throws {SqlError} INVALID_LITERAL, NUMERIC_VALUE_OUT_OF_RANGE */
export function translateLiteral(literal: PlacedLiteral): Typed {
  switch (literal.kind) {
    case "null":
      return typed("NULL", UNKNOWN);
    case "boolean":
      return typed(literal.value ? "true" : "false", BOOLEAN);
    case "string":
      return typed(quoteString(literal.value), VARCHAR, literal.value);
    case "integer":
      return integerLiteral(literal.text, literal);
    case "decimal":
      return decimalLiteral(literal.text, literal);
    case "double":
      return typed(`CAST(${literal.text} AS DOUBLE)`, DOUBLE);
    case "binary":
      return typed(`unhex('${literal.hex}')`, VARBINARY);
    case "typed-literal":
      return typedLiteral(literal);
    case "interval":
      return intervalLiteral(literal);
  }
}

function integerLiteral(text: string, position: SqlPosition): Typed {
  const value = BigInt(text);
  if (value > 9_223_372_036_854_775_807n) throw parseErrorAt(position, `Invalid numeric literal: ${text}`);
  // The cast keeps DuckDB from choosing a narrower type that the rest of the expression would overflow.
  return value <= 2_147_483_647n
    ? typed(`CAST(${value} AS INTEGER)`, INTEGER, value)
    : typed(`CAST(${value} AS BIGINT)`, BIGINT, value);
}

function decimalLiteral(text: string, position: SqlPosition): Typed {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole.replace(/^0+/u, "");
  const precision = Math.max(1, digits.length + fraction.length);
  if (precision > 38) throw parseErrorAt(position, `Invalid decimal literal: ${text}`);
  const type = decimalOf(precision, fraction.length);
  return typed(`CAST('${digits === "" ? "0" : digits}.${fraction}' AS ${duckdbTypeOf(type)})`, type);
}

const DATE_TEXT = /^\s*[+-]?\d{4,}-\d{1,2}-\d{1,2}\s*$/u;
const TIMESTAMP_TEXT =
  /^\s*(?<date>[+-]?\d{4,}-\d{1,2}-\d{1,2})(?:[ T](?<time>\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.(?<fraction>\d{1,9}))?)?)(?:\s*(?<zone>[A-Za-z+-][\w/+:-]*))?)?\s*$/u;
const TIME_TEXT = /^\s*\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?\s*$/u;

function typedLiteral(literal: PlacedLiteral & { readonly kind: "typed-literal" }): Typed {
  const { type, value } = literal;
  switch (type.name) {
    case "date":
      if (DATE_TEXT.test(value) && isCalendarDate(value.trim()))
        return typed(`CAST(${quoteString(value.trim())} AS DATE)`, DATE);
      throw sqlErrorAt("INVALID_LITERAL", literal, `'${value}' is not a valid DATE literal`);
    case "timestamp":
    case "timestamp with time zone":
      return timestampLiteral(literal);
    case "time":
      if (TIME_TEXT.test(value) && isClockTime(value.trim()))
        return typed(`CAST(${quoteString(value.trim())} AS TIME)`, { kind: "time" });
      throw sqlErrorAt("INVALID_LITERAL", literal, `'${value}' is not a valid TIME literal`);
    case "decimal": {
      const text = /^\s*(?<sign>[+-]?)(?<digits>\d*(?:\.\d*)?)\s*$/u.exec(value)?.groups;
      if (text?.["digits"] === undefined || text["digits"] === "")
        throw sqlErrorAt("INVALID_LITERAL", literal, `'${value}' is not a valid DECIMAL literal`);
      const number = decimalLiteral(text["digits"], literal);
      return text["sign"] === "-" ? typed(`(-${number.sql})`, number.type) : number;
    }
    case "json":
      return typed(`json(${quoteString(value)})`, { kind: "json" });
    default:
      return castTo(typed(quoteString(value), VARCHAR), typeOfSyntax(type), {
        line: literal.line,
        column: literal.column,
        safe: false,
      });
  }
}

function isCalendarDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^([+-]?\d+)-(\d+)-(\d+)$/u.exec(text) ?? [];
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isLeap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 0;
  return d >= 1 && d <= days;
}

function isClockTime(text: string): boolean {
  const [hour = 0, minute = 0, second = 0] = text.split(":").map(Number);
  return hour < 24 && minute < 60 && second < 60;
}

function timestampLiteral(literal: PlacedLiteral & { readonly kind: "typed-literal" }): Typed {
  const { date, time = "00:00:00", fraction = "", zone } = TIMESTAMP_TEXT.exec(literal.value)?.groups ?? {};
  if (date === undefined || !isCalendarDate(date) || !isClockTime(time))
    throw sqlErrorAt("INVALID_LITERAL", literal, `'${literal.value}' is not a valid TIMESTAMP literal`);
  const precision = Math.min(6, fraction.length);
  if (fraction.length > 6)
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      literal,
      "Lakebed keeps microseconds: a timestamp literal may have six digits of a second",
    );
  const local = `CAST('${date} ${time}' AS TIMESTAMP)`;
  if (zone === undefined && literal.type.name === "timestamp") return typed(local, { kind: "timestamp", precision });
  return typed(`athena_zoned_local(${local}, ${quoteString(zone ?? "UTC")})`, {
    kind: "timestamp with time zone",
    precision,
  });
}

const FIELD_TEXT: Readonly<Record<string, RegExp>> = {
  "year-month": /^(?<year>\d+)-(?<month>\d+)$/u,
  "day-hour": /^(?<day>\d+) (?<hour>\d+)$/u,
  "day-minute": /^(?<day>\d+) (?<hour>\d+):(?<minute>\d+)$/u,
  "day-second": /^(?<day>\d+) (?<hour>\d+):(?<minute>\d+):(?<second>\d+(?:\.\d+)?)$/u,
  "hour-minute": /^(?<hour>\d+):(?<minute>\d+)$/u,
  "hour-second": /^(?<hour>\d+):(?<minute>\d+):(?<second>\d+(?:\.\d+)?)$/u,
  "minute-second": /^(?<minute>\d+):(?<second>\d+(?:\.\d+)?)$/u,
};

const DUCKDB_UNITS: Readonly<Record<IntervalField, string>> = {
  year: "to_years",
  month: "to_months",
  week: "to_weeks",
  day: "to_days",
  hour: "to_hours",
  minute: "to_minutes",
  second: "to_seconds",
};

function intervalLiteral(literal: PlacedLiteral & { readonly kind: "interval" }): Typed {
  const { from, to, value } = literal;
  const text = value.trim();
  const unsigned = text.replace(/^[+-]/u, "");
  const sign = (text.startsWith("-") ? -1 : 1) * literal.sign;
  const pattern =
    to === undefined || to === from
      ? from === "second"
        ? /^(?<second>\d+(?:\.\d+)?)$/u
        : new RegExp(`^(?<${from}>\\d+)$`, "u")
      : FIELD_TEXT[`${from}-${to}`];
  const groups = pattern?.exec(unsigned)?.groups;
  if (groups === undefined)
    throw sqlErrorAt(
      "INVALID_LITERAL",
      literal,
      `Invalid INTERVAL ${from.toUpperCase()}${to === undefined ? "" : ` TO ${to.toUpperCase()}`} value: ${value}`,
    );
  const parts = Object.entries(groups).map(([field, amount]) => `${DUCKDB_UNITS[field as IntervalField]}(${amount})`);
  const type = from === "year" || from === "month" ? MONTH_INTERVAL : DAY_INTERVAL;
  return typed(`(${sign < 0 ? `-(${parts.join(" + ")})` : parts.join(" + ")})`, type);
}
