/**
 * Macros for time. A timestamp with time zone is `{t: UTC timestamp, z: zone}`: the instant and the name under which it is
 * shown. Zones are names or offsets such as `+05:30`; zero offsets are `UTC`, as in Trino. A macro repeats the text of its
 * arguments, so those that use one often bind it first by a lambda over a list of one: nesting stays linear.
 */
import { RAISED_MARK, raise } from "../translate/typed.ts";

const OFFSET = "[+-][0-9]{2}:[0-9]{2}";
const ZONED = 'STRUCT("t" TIMESTAMP, "z" VARCHAR)';

function refuse(what: string, type: string): string {
  return raise(`'${RAISED_MARK}${what}: ' || s || '\u00a7'`, type);
}

/** `body` with `name` standing for `value`, evaluated once. */
function bound(value: string, name: string, body: string): string {
  return `list_transform([${value}], lambda ${name}: ${body})[1]`;
}

export const TIME_MACROS: Readonly<Record<string, string>> = {
  "athena_zone(z)": bound(
    "z",
    "athena_zz",
    "CASE WHEN upper(athena_zz) IN ('Z', 'UTC', 'GMT', 'UT', '+00:00', '-00:00', '+00', '+0000', 'ETC/UTC') THEN 'UTC' WHEN regexp_full_match(athena_zz, '[+-][0-9]{4}') THEN athena_zz[1:3] || ':' || athena_zz[4:5] " +
      "WHEN regexp_full_match(athena_zz, '[+-][0-9]{2}') THEN athena_zz || ':00' ELSE athena_zz END",
  ),
  "athena_zone_offset(z)": "(to_hours(CAST(z[1:3] AS INTEGER)) + to_minutes(CAST(z[1] || z[5:6] AS INTEGER)))",
  "athena_zoned(t, z)": bound(
    `{'t': CAST(t AS TIMESTAMP), 'z': athena_zone(z)}`,
    "athena_zv",
    `CASE WHEN athena_zv."t" IS NULL OR athena_zv."z" IS NULL THEN NULL ELSE athena_zv END`,
  ),
  // From wall-clock time in a zone, and back.
  "athena_zoned_local(t, z)": bound(
    `{'t': CAST(t AS TIMESTAMP), 'z': athena_zone(z)}`,
    "athena_zl",
    `CASE WHEN athena_zl."t" IS NULL OR athena_zl."z" IS NULL THEN NULL WHEN athena_zl."z" = 'UTC' THEN athena_zl ` +
      `WHEN regexp_full_match(athena_zl."z", '${OFFSET}') THEN {'t': athena_zl."t" - athena_zone_offset(athena_zl."z"), 'z': athena_zl."z"} ELSE {'t': timezone('UTC', timezone(athena_zl."z", athena_zl."t")), 'z': athena_zl."z"} END`,
  ),
  "athena_local(v)": bound(
    "v",
    "athena_lv",
    `CASE WHEN athena_lv."z" = 'UTC' THEN athena_lv."t" WHEN regexp_full_match(athena_lv."z", '${OFFSET}') THEN athena_lv."t" + athena_zone_offset(athena_lv."z") ELSE timezone(athena_lv."z", timezone('UTC', athena_lv."t")) END`,
  ),
  "athena_zoned_add(v, i)": bound(
    "v",
    "athena_za",
    `CASE WHEN athena_za."z" = 'UTC' THEN athena_zoned(athena_za."t" + i, 'UTC') ELSE athena_zoned_local(athena_local(athena_za) + i, athena_za."z") END`,
  ),
  "athena_zoned_shift(v, i)": bound("v", "athena_zs", `athena_zoned(athena_zs."t" + i, athena_zs."z")`),
  "athena_offset_minutes(v)": bound(
    "v",
    "athena_ov",
    `CAST(datediff('minute', athena_ov."t", athena_local(athena_ov)) AS BIGINT)`,
  ),
  "athena_offset(v)": bound(
    "athena_offset_minutes(v)",
    "athena_om",
    "CASE WHEN athena_om < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(athena_om) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(athena_om) % 60 AS VARCHAR), 2, '0')",
  ),
  "athena_iso8601_text(v)": bound(
    "athena_offset(v)",
    "athena_io",
    "CASE WHEN athena_io = '+00:00' THEN 'Z' ELSE athena_io END",
  ),
  "athena_round_timestamp(t, u)":
    "make_timestamp(CAST(floor((epoch_us(t) + u / 2) / u) AS BIGINT) * CAST(u AS BIGINT))",
  "athena_from_unixtime(x)": "make_timestamp(CAST(round(x * 1000) AS BIGINT) * 1000)",
  "athena_to_date(x)": bound(
    "x",
    "s",
    `CASE WHEN s IS NULL OR regexp_full_match(s, '\\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*') THEN CAST(s AS DATE) ELSE ${refuse("INVALID_CAST_ARGUMENT: Value cannot be cast to date", "DATE")} END`,
  ),
  // A calendar date, a week with or without its day, or a day of the year.
  "athena_iso8601_date(x)": bound(
    "x",
    "s",
    "CASE WHEN regexp_full_match(s, '[0-9]{4}-W[0-9]{2}') THEN CAST(strptime(s || '-1', '%G-W%V-%u') AS DATE) WHEN regexp_full_match(s, '[0-9]{4}-W[0-9]{2}-[1-7]') THEN CAST(strptime(s, '%G-W%V-%u') AS DATE) " +
      "WHEN regexp_full_match(s, '[0-9]{4}-[0-9]{3}') THEN CAST(strptime(s, '%Y-%j') AS DATE) ELSE athena_to_date(s) END",
  ),
  // Milliseconds of each unit; the interval is rounded to whole ones.
  "athena_duration_unit(u)":
    "CASE u WHEN 'ns' THEN 0.000001 WHEN 'us' THEN 0.001 WHEN 'ms' THEN 1 WHEN 's' THEN 1000 WHEN 'm' THEN 60000 WHEN 'h' THEN 3600000 WHEN 'd' THEN 86400000 END",
  "athena_parse_duration(x)": bound(
    "x",
    "s",
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '\\s*[0-9]+([.][0-9]+)?\\s*(ns|us|ms|s|m|h|d)\\s*') ` +
      `THEN to_milliseconds(CAST(round(CAST(regexp_extract(s, '[0-9.]+') AS DOUBLE) * athena_duration_unit(regexp_extract(s, '[a-z]+'))) AS BIGINT)) ELSE ${refuse("INVALID_FUNCTION_ARGUMENT: duration is not a valid data duration string", "INTERVAL")} END`,
  ),
  "athena_counted(n, w)": "CAST(n AS VARCHAR) || ' ' || w || CASE WHEN n = 1 THEN '' ELSE 's' END",
  "athena_human_seconds(x)": bound(
    "CAST(round(x) AS BIGINT)",
    "athena_hs",
    "CASE WHEN athena_hs = 0 THEN '0 seconds' ELSE array_to_string(list_filter([" +
      [
        ["athena_hs // 604800", "week"],
        ["athena_hs // 86400 % 7", "day"],
        ["athena_hs // 3600 % 24", "hour"],
        ["athena_hs // 60 % 60", "minute"],
        ["athena_hs % 60", "second"],
      ]
        .map(([count, word]) => `CASE WHEN ${count} > 0 THEN athena_counted(${count}, '${word}') END`)
        .join(", ") +
      "], lambda athena_hp: athena_hp IS NOT NULL), ', ') END",
  ),
  "athena_parse_zoned(x)": bound(
    "x",
    "s",
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_matches(s, '^[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9:.]+)?( ?[A-Za-z+-][A-Za-z0-9_/+:-]*)?$') ` +
      `THEN athena_zoned_local(CAST(regexp_extract(s, '^([0-9-]+( [0-9:.]+)?)', 1) AS TIMESTAMP), coalesce(nullif(regexp_extract(s, '^[0-9-]+(?: [0-9:.]+)? ?(.*)$', 1), ''), 'UTC')) ` +
      `ELSE ${refuse("INVALID_CAST_ARGUMENT: Value cannot be cast to timestamp", ZONED)} END`,
  ),
  "athena_parse_iso8601(x)": bound(
    "x",
    "s",
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?') ` +
      `THEN athena_zoned_local(athena_iso8601_local(s), coalesce(nullif(regexp_extract(s, 'T.*?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', 1), ''), 'UTC')) ` +
      `ELSE ${refuse("INVALID_FUNCTION_ARGUMENT: Invalid format", ZONED)} END`,
  ),
  "athena_iso8601_local(s)":
    "CAST(regexp_extract(s, '^[0-9]{4}') || '-' || coalesce(nullif(regexp_extract(s, '^[0-9]{4}-([0-9]{2})', 1), ''), '01') || '-' || coalesce(nullif(regexp_extract(s, '^[0-9]{4}-[0-9]{2}-([0-9]{2})', 1), ''), '01') || ' ' || " +
    "coalesce(nullif(regexp_extract(s, 'T([0-9]{2})', 1), ''), '00') || ':' || coalesce(nullif(regexp_extract(s, 'T[0-9]{2}:([0-9]{2})', 1), ''), '00') || ':' || " +
    "coalesce(nullif(replace(regexp_extract(s, 'T[0-9]{2}:[0-9]{2}:([0-9]{2}([.,][0-9]+)?)', 1), ',', '.'), ''), '00') AS TIMESTAMP)",
  "athena_parse_offset(s, f)":
    "athena_zoned_local(athena_parse_time(regexp_replace(s, '(Z|[+-][0-9]{2}:?[0-9]{2})$', ''), f), regexp_extract(s, '(Z|[+-][0-9]{2}:?[0-9]{2})$', 1))",
  "athena_parse_time(x, f)": bound(
    "x",
    "s",
    `CASE WHEN s IS NULL THEN NULL ELSE coalesce(try_strptime(s, f), ${refuse("INVALID_FUNCTION_ARGUMENT: Invalid format", "TIMESTAMP")}) END`,
  ),
  "athena_day_interval_text(i)": bound(
    "epoch_us(i)",
    "athena_us",
    "CASE WHEN athena_us < 0 THEN '-' ELSE '' END || CAST(abs(athena_us) // 86400000000 AS VARCHAR) || ' ' || lpad(CAST(abs(athena_us) // 3600000000 % 24 AS VARCHAR), 2, '0') || ':' || " +
      "lpad(CAST(abs(athena_us) // 60000000 % 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(athena_us) // 1000000 % 60 AS VARCHAR), 2, '0') || '.' || lpad(CAST(abs(athena_us) // 1000 % 1000 AS VARCHAR), 3, '0')",
  ),
  "athena_months(i)": "(datepart('year', i) * 12 + datepart('month', i))",
  "athena_month_interval_text(i)": bound(
    "athena_months(i)",
    "athena_mo",
    "CASE WHEN athena_mo < 0 THEN '-' ELSE '' END || CAST(abs(athena_mo) // 12 AS VARCHAR) || '-' || CAST(abs(athena_mo) % 12 AS VARCHAR)",
  ),
};
