/**
 * Macros for time. A timestamp with time zone is `{t: UTC timestamp, z: zone}`: the instant and the name under which it is
 * shown. Zones are names or offsets such as `+05:30`; zero offsets are `UTC`, as in Trino.
 */
import { RAISED_MARK, raise } from "../translate/typed.ts";

const OFFSET = "[+-][0-9]{2}:[0-9]{2}";

function refuse(text: string, what: string): string {
  return raise(`'${RAISED_MARK}INVALID_FUNCTION_ARGUMENT: ${what}: ' || ${text} || '\u00a7'`);
}

export const TIME_MACROS: Readonly<Record<string, string>> = {
  "athena_zone(z)": `CASE WHEN upper(z) IN ('Z', 'UTC', 'GMT', 'UT', '+00:00', '-00:00', '+00', '+0000', 'ETC/UTC') THEN 'UTC' WHEN regexp_full_match(z, '[+-][0-9]{4}') THEN z[1:3] || ':' || z[4:5] WHEN regexp_full_match(z, '[+-][0-9]{2}') THEN z || ':00' ELSE z END`,
  "athena_zone_offset(z)": "(to_hours(CAST(z[1:3] AS INTEGER)) + to_minutes(CAST(z[1] || z[5:6] AS INTEGER)))",
  "athena_zoned(t, z)": `CASE WHEN t IS NULL OR z IS NULL THEN NULL ELSE {'t': CAST(t AS TIMESTAMP), 'z': athena_zone(z)} END`,
  "athena_to_utc(t, z)": `CASE WHEN athena_zone(z) = 'UTC' THEN t WHEN regexp_full_match(athena_zone(z), '${OFFSET}') THEN t - athena_zone_offset(athena_zone(z)) ELSE timezone('UTC', timezone(z, t)) END`,
  "athena_zoned_local(t, z)": "athena_zoned(athena_to_utc(t, z), z)",
  "athena_local(v)": `CASE WHEN v."z" = 'UTC' THEN v."t" WHEN regexp_full_match(v."z", '${OFFSET}') THEN v."t" + athena_zone_offset(v."z") ELSE timezone(v."z", timezone('UTC', v."t")) END`,
  "athena_zoned_add(v, i)": `CASE WHEN v."z" = 'UTC' THEN athena_zoned(v."t" + i, 'UTC') ELSE athena_zoned_local(athena_local(v) + i, v."z") END`,
  "athena_offset_minutes(v)": `CAST(datediff('minute', v."t", athena_local(v)) AS BIGINT)`,
  "athena_offset(v)": "CASE WHEN athena_offset_minutes(v) < 0 THEN '-' ELSE '+' END || lpad(CAST(abs(athena_offset_minutes(v)) // 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(athena_offset_minutes(v)) % 60 AS VARCHAR), 2, '0')",
  "athena_round_timestamp(t, u)": "make_timestamp(CAST(floor((epoch_us(t) + u / 2) / u) AS BIGINT) * CAST(u AS BIGINT))",
  "athena_from_unixtime(x)": "make_timestamp(CAST(round(x * 1000) AS BIGINT) * 1000)",
  "athena_to_date(s)": `CASE WHEN s IS NULL OR regexp_full_match(s, '\\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\\s*') THEN CAST(s AS DATE) ELSE ${raise(`'${RAISED_MARK}INVALID_CAST_ARGUMENT: Value cannot be cast to date: ' || s || '\u00a7'`)} END`,
  "athena_parse_zoned(s)":
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_matches(s, '^[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}( [0-9:.]+)?( ?[A-Za-z+-][A-Za-z0-9_/+:-]*)?$') ` +
    `THEN athena_zoned_local(CAST(regexp_extract(s, '^([0-9-]+( [0-9:.]+)?)', 1) AS TIMESTAMP), CASE WHEN regexp_extract(s, '^[0-9-]+(?: [0-9:.]+)? ?(.*)$', 1) = '' THEN 'UTC' ELSE regexp_extract(s, '^[0-9-]+(?: [0-9:.]+)? ?(.*)$', 1) END) ` +
    `ELSE ${refuse("s", "Value cannot be cast to timestamp")} END`,
  "athena_parse_iso8601(s)":
    `CASE WHEN s IS NULL THEN NULL WHEN regexp_full_match(s, '[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(T[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?') ` +
    `THEN athena_zoned_local(athena_iso8601_local(s), CASE WHEN regexp_matches(s, 'T.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') THEN regexp_extract(s, 'T.*?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', 1) ELSE 'UTC' END) ` +
    `ELSE ${refuse("s", "Invalid format")} END`,
  "athena_iso8601_local(s)":
    "CAST(regexp_extract(s, '^[0-9]{4}') || '-' || coalesce(nullif(regexp_extract(s, '^[0-9]{4}-([0-9]{2})', 1), ''), '01') || '-' || coalesce(nullif(regexp_extract(s, '^[0-9]{4}-[0-9]{2}-([0-9]{2})', 1), ''), '01') || ' ' || " +
    "coalesce(nullif(regexp_extract(s, 'T([0-9]{2})', 1), ''), '00') || ':' || coalesce(nullif(regexp_extract(s, 'T[0-9]{2}:([0-9]{2})', 1), ''), '00') || ':' || " +
    "coalesce(nullif(replace(regexp_extract(s, 'T[0-9]{2}:[0-9]{2}:([0-9]{2}([.,][0-9]+)?)', 1), ',', '.'), ''), '00') AS TIMESTAMP)",
  "athena_parse_offset(s, f)": "athena_zoned_local(strptime(regexp_replace(s, '(Z|[+-][0-9]{2}:?[0-9]{2})$', ''), f), regexp_extract(s, '(Z|[+-][0-9]{2}:?[0-9]{2})$', 1))",
  "athena_day_interval_text(i)":
    "CASE WHEN epoch_us(i) < 0 THEN '-' ELSE '' END || CAST(abs(epoch_us(i)) // 86400000000 AS VARCHAR) || ' ' || lpad(CAST(abs(epoch_us(i)) // 3600000000 % 24 AS VARCHAR), 2, '0') || ':' || " +
    "lpad(CAST(abs(epoch_us(i)) // 60000000 % 60 AS VARCHAR), 2, '0') || ':' || lpad(CAST(abs(epoch_us(i)) // 1000000 % 60 AS VARCHAR), 2, '0') || '.' || lpad(CAST(abs(epoch_us(i)) // 1000 % 1000 AS VARCHAR), 3, '0')",
  "athena_months(i)": "(datepart('year', i) * 12 + datepart('month', i))",
  "athena_month_interval_text(i)": "CASE WHEN athena_months(i) < 0 THEN '-' ELSE '' END || CAST(abs(athena_months(i)) // 12 AS VARCHAR) || '-' || CAST(abs(athena_months(i)) % 12 AS VARCHAR)",
};
