/**
 * Dates and times: https://trino.io/docs/current/functions/datetime.html (read 2026-11-23). Units and patterns are literals
 * and are decided here. The session's time zone is UTC, as Athena's is.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { Typed } from "../translate/typed.ts";
import { quoteString } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { jodaPieces, strftimeOfMysql, strptimeOfMysql } from "./datetime-patterns.ts";
import { fillArguments, rowsOf } from "./function-row.ts";
import type { Emit, EmitCall } from "./function-row.ts";

const NOW = "timezone('UTC', transaction_timestamp())";

/** The first argument as wall-clock time in its own zone. */
function local(value: Typed): string {
  return value.type.kind === "timestamp with time zone" ? `athena_local(${value.sql})` : value.sql;
}

function literal(call: EmitCall, index: number, what: string): string {
  const constant = call.args[index]?.constant;
  if (typeof constant === "string") return constant;
  throw sqlErrorAt(
    "NOT_SUPPORTED",
    call.position,
    `${call.name} with ${what} that is not a literal is not supported by Lakebed`,
  );
}

const UNITS = new Set(["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"]);
const DATE_UNITS = new Set(["day", "week", "month", "quarter", "year"]);

function unit(call: EmitCall, type: AthenaType): string {
  const text = literal(call, 0, "a unit");
  const name = text.toLowerCase();
  if (UNITS.has(name) && (type.kind !== "date" || DATE_UNITS.has(name))) return name;
  const what = UNITS.has(name) ? `'${text}' is not a valid DATE field` : `'${text}' is not a valid Timestamp field`;
  throw sqlErrorAt("INVALID_FUNCTION_ARGUMENT", call.position, what);
}

const INTERVALS: Readonly<Record<string, string>> = {
  millisecond: "to_milliseconds($n)",
  second: "to_seconds($n)",
  minute: "to_minutes($n)",
  hour: "to_hours($n)",
  day: "to_days(CAST($n AS INTEGER))",
  week: "to_days(CAST($n * 7 AS INTEGER))",
  month: "to_months(CAST($n AS INTEGER))",
  quarter: "to_months(CAST($n * 3 AS INTEGER))",
  year: "to_years(CAST($n AS INTEGER))",
};

function argument(call: EmitCall, index: number): Typed {
  const value = call.args[index];
  if (value === undefined)
    throw sqlErrorAt("INVALID_FUNCTION_ARGUMENT", call.position, `${call.name} lacks an argument`);
  return value;
}

function dateAdd(call: EmitCall): string {
  const [count, value] = [argument(call, 1), argument(call, 2)];
  const name = unit(call, value.type);
  const interval = (INTERVALS[name] ?? "").replace("$n", () => `(${count.sql})`);
  if (value.type.kind === "date") return `CAST(${value.sql} + ${interval} AS DATE)`;
  if (value.type.kind === "timestamp") return `(${value.sql} + ${interval})`;
  // Days and more are counted on the zone's calendar, hours and less on the instant.
  return DATE_UNITS.has(name)
    ? `athena_zoned_add(${value.sql}, ${interval})`
    : `athena_zoned_shift(${value.sql}, ${interval})`;
}

/** Both moments are seen in the zone of the first; hours and less are counted between the instants. */
function dateDiff(call: EmitCall): string {
  const [from, to] = [argument(call, 1), argument(call, 2)];
  const name = unit(call, from.type);
  if (from.type.kind !== "timestamp with time zone") return `datesub('${name}', ${from.sql}, ${to.sql})`;
  if (!DATE_UNITS.has(name)) return `datesub('${name}', (${from.sql})."t", (${to.sql})."t")`;
  return `datesub('${name}', athena_local(${from.sql}), athena_local({'t': (${to.sql})."t", 'z': (${from.sql})."z"}))`;
}

function dateTrunc(call: EmitCall): string {
  const value = argument(call, 1);
  const truncated = `date_trunc('${unit(call, value.type)}', ${local(value)})`;
  if (value.type.kind === "date") return `CAST(${truncated} AS DATE)`;
  return value.type.kind === "timestamp" ? truncated : `athena_zoned_local(${truncated}, ${value.sql}."z")`;
}

function dateFormat(call: EmitCall): string {
  return `strftime(${local(argument(call, 0))}, ${quoteString(strftimeOfMysql(literal(call, 1, "a format")))})`;
}

function dateParse(call: EmitCall): string {
  return `athena_parse_time(${argument(call, 0).sql}, ${quoteString(strptimeOfMysql(literal(call, 1, "a format")))})`;
}

function formatDatetime(call: EmitCall): string {
  const value = argument(call, 0);
  const pieces = jodaPieces(literal(call, 1, "a format")).map((piece) => {
    if (piece.kind === "text") return quoteString(piece.text);
    if (piece.kind === "format") return `strftime(${local(value)}, '${piece.format}')`;
    if (piece.kind === "fraction")
      return `left(rpad(strftime(${local(value)}, '%f'), ${Math.max(6, piece.digits)}, '0'), ${piece.digits})`;
    const zone =
      value.type.kind === "timestamp with time zone"
        ? value.sql
        : `athena_zoned(CAST(${value.sql} AS TIMESTAMP), 'UTC')`;
    if (piece.form === "ZZZ" || piece.form === "z") return `${zone}."z"`;
    return piece.form === "Z" ? `replace(athena_offset(${zone}), ':', '')` : `athena_offset(${zone})`;
  });
  return pieces.length === 0 ? "''" : `(${pieces.join(" || ")})`;
}

/** Without a zone in the pattern the time is UTC; with an offset, that offset is the zone of the result. */
function parseDatetime(call: EmitCall): string {
  const text = argument(call, 0).sql;
  const pieces = jodaPieces(literal(call, 1, "a format"));
  const zones = pieces.filter((piece) => piece.kind === "zone");
  const last = pieces.at(-1);
  if (
    zones.length > 1 ||
    (zones.length === 1 && last?.kind !== "zone") ||
    zones.some((zone) => zone.kind === "zone" && zone.form === "z")
  ) {
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      call.position,
      "parse_datetime with a zone that is not an offset at the end is not supported by Lakebed",
    );
  }
  const format = pieces
    .map((piece) =>
      piece.kind === "text"
        ? piece.text.replaceAll("%", "%%")
        : piece.kind === "format"
          ? piece.format.replace("%-", "%")
          : piece.kind === "fraction"
            ? "%f"
            : "",
    )
    .join("");
  if (zones.length === 0) return `athena_zoned(athena_parse_time(${text}, ${quoteString(format)}), 'UTC')`;
  return `athena_parse_offset(${text}, ${quoteString(format)})`;
}

/** A template for the value's own wall clock, `$1` being it. */
function onLocal(template: string): Emit {
  return (call) => fillArguments(template, [local(argument(call, 0))]);
}

const FIELDS: readonly (readonly [names: string, template: string])[] = [
  ["year", "year($1)"],
  ["quarter", "quarter($1)"],
  ["month", "month($1)"],
  ["week week_of_year", "week($1)"],
  ["day day_of_month", "day($1)"],
  ["day_of_week dow", "isodow($1)"],
  ["day_of_year doy", "dayofyear($1)"],
  ["year_of_week yow", "isoyear($1)"],
];
const TIME_FIELDS: readonly (readonly [names: string, template: string])[] = [
  ["hour", "hour($1)"],
  ["minute", "minute($1)"],
  ["second", "second($1)"],
  ["millisecond", "(millisecond($1) % 1000)"],
];

const EXTRACT_FIELDS: Readonly<Record<string, string>> = {
  year: "year",
  quarter: "quarter",
  month: "month",
  week: "week",
  day: "day",
  day_of_month: "day",
  day_of_week: "day_of_week",
  dow: "day_of_week",
  day_of_year: "day_of_year",
  doy: "day_of_year",
  year_of_week: "year_of_week",
  yow: "year_of_week",
  hour: "hour",
  minute: "minute",
  second: "second",
  timezone_hour: "timezone_hour",
  timezone_minute: "timezone_minute",
};

/** The function that EXTRACT(field FROM x) is another spelling of. */
export function functionOfExtract(field: string): string | undefined {
  return EXTRACT_FIELDS[field];
}

export const DATETIME_FUNCTIONS = rowsOf("plain", [
  ["current_date", "() -> date", `CAST(${NOW} AS DATE)`],
  [
    "now current_timestamp",
    "() -> timestamp(3) with time zone",
    `athena_zoned(date_trunc('millisecond', ${NOW}), 'UTC')`,
  ],
  [
    "current_timestamp",
    "(integer) -> timestamp(3) with time zone",
    `athena_zoned(date_trunc('millisecond', ${NOW}), 'UTC')`,
  ],
  ["localtimestamp", "() -> timestamp(3)", `date_trunc('millisecond', ${NOW})`],
  ["localtime current_time", "() -> time", `CAST(date_trunc('millisecond', ${NOW}) AS TIME)`],
  ["current_timezone", "() -> varchar", "'UTC'"],
  ["date", "(varchar) -> date", "athena_to_date($1)"],
  ["date", "(O) -> date", (call) => `CAST(${local(argument(call, 0))} AS DATE)`],
  ["date_add", "(varchar, bigint, O) -> O", dateAdd],
  ["date_diff", "(varchar, O, O) -> bigint", dateDiff],
  ["date_trunc", "(varchar, O) -> O", dateTrunc],
  ["date_format", "(O, varchar) -> varchar", dateFormat],
  ["date_parse", "(varchar, varchar) -> timestamp(3)", dateParse],
  ["format_datetime", "(O, varchar) -> varchar", formatDatetime],
  ["parse_datetime", "(varchar, varchar) -> timestamp(3) with time zone", parseDatetime],
  ...FIELDS.map(([names, template]) => [names, "(O) -> bigint", onLocal(template)] as const),
  ...TIME_FIELDS.map(([names, template]) => [names, "(O) -> bigint", onLocal(template)] as const),
  ...TIME_FIELDS.map(([names, template]) => [names, "(time) -> bigint", template] as const),
  ["day", "(interval day to second) -> bigint", "CAST(floor(epoch($1) / 86400) AS BIGINT)"],
  ["hour", "(interval day to second) -> bigint", "CAST(floor(epoch($1) / 3600) % 24 AS BIGINT)"],
  ["minute", "(interval day to second) -> bigint", "CAST(floor(epoch($1) / 60) % 60 AS BIGINT)"],
  ["second", "(interval day to second) -> bigint", "CAST(floor(epoch($1)) % 60 AS BIGINT)"],
  ["year", "(interval year to month) -> bigint", "CAST(datepart('year', $1) AS BIGINT)"],
  ["month", "(interval year to month) -> bigint", "CAST(datepart('month', $1) AS BIGINT)"],
  ["last_day_of_month", "(O) -> date", onLocal("last_day($1)")],
  ["from_iso8601_date", "(varchar) -> date", "athena_iso8601_date($1)"],
  ["from_iso8601_timestamp", "(varchar) -> timestamp(3) with time zone", "athena_parse_iso8601($1)"],
  ["from_unixtime", "(double) -> timestamp(3) with time zone", "athena_zoned(athena_from_unixtime($1), 'UTC')"],
  ["from_unixtime", "(double, varchar) -> timestamp(3) with time zone", "athena_zoned(athena_from_unixtime($1), $2)"],
  [
    "from_unixtime",
    "(double, bigint, bigint) -> timestamp(3) with time zone",
    "athena_zoned(athena_from_unixtime($1), CASE WHEN $2 < 0 THEN '-' ELSE '+' END || lpad(CAST(abs($2) AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs($3) AS VARCHAR), 2, '0'))",
  ],
  ["from_unixtime_nanos", "(bigint) -> timestamp(6) with time zone", "athena_zoned(make_timestamp($1 // 1000), 'UTC')"],
  ["to_unixtime", "(timestamp with time zone) -> double", '(epoch_us(($1)."t") / CAST(1000000 AS DOUBLE))'],
  ["to_unixtime", "(timestamp) -> double", "(epoch_us($1) / CAST(1000000 AS DOUBLE))"],
  ["to_iso8601", "(date) -> varchar", "strftime($1, '%Y-%m-%d')"],
  ["to_iso8601", "(timestamp) -> varchar", "strftime($1, '%Y-%m-%dT%H:%M:%S.%g')"],
  [
    "to_iso8601",
    "(timestamp with time zone) -> varchar",
    "(strftime(athena_local($1), '%Y-%m-%dT%H:%M:%S.%g') || athena_iso8601_text($1))",
  ],
  ["parse_duration", "(varchar) -> interval day to second", "athena_parse_duration($1)"],
  ["human_readable_seconds", "(double) -> varchar", "athena_human_seconds($1)"],
  ["to_milliseconds", "(interval day to second) -> bigint", "CAST(epoch_ms($1) AS BIGINT)"],
  ["with_timezone", "(timestamp, varchar) -> timestamp with time zone", "athena_zoned_local($1, $2)"],
  ["at_timezone", "(timestamp with time zone, varchar) -> timestamp with time zone", 'athena_zoned(($1)."t", $2)'],
  ["timezone_hour", "(timestamp with time zone) -> bigint", "(athena_offset_minutes($1) // 60)"],
  ["timezone_minute", "(timestamp with time zone) -> bigint", "(athena_offset_minutes($1) % 60)"],
]);
