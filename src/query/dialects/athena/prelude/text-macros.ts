/** Macros for text and numbers as text. Each is `name(parameters)` and a body; `prelude.ts` makes statements of those a query uses. */
import { raiseText } from "../translate/typed.ts";

export const TEXT_MACROS: Readonly<Record<string, string>> = {
  // Digits and decimal exponent of a positive number, from DuckDB's shortest text of it (`123.45`, `1e-07`, `1.5e+20`).
  "athena_digits(s)": "rtrim(ltrim(replace(split_part(s, 'e', 1), '.', ''), '0'), '0')",
  "athena_exponent(s)":
    "CASE WHEN ltrim(split_part(split_part(s, 'e', 1), '.', 1), '0') <> '' THEN length(split_part(split_part(s, 'e', 1), '.', 1)) - 1 " +
    "ELSE length(ltrim(split_part(split_part(s, 'e', 1), '.', 2), '0')) - length(split_part(split_part(s, 'e', 1), '.', 2)) - 1 END " +
    "+ coalesce(TRY_CAST(nullif(split_part(s, 'e', 2), '') AS INTEGER), 0)",
  "athena_scientific(s)":
    "left(athena_digits(s), 1) || '.' || CASE WHEN length(athena_digits(s)) > 1 THEN substr(athena_digits(s), 2) ELSE '0' END || 'E' || CAST(athena_exponent(s) AS VARCHAR)",
  "athena_scientific_once(x)":
    "list_transform([CAST(abs(x) AS VARCHAR)], lambda athena_s: athena_scientific(athena_s))[1]",
  "athena_sign_text(x)": "CASE WHEN signbit(x) THEN '-' ELSE '' END",
  // java.lang.Double.toString: plain between 10^-3 and 10^7, scientific outside.
  "athena_double_text(x)":
    "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN athena_sign_text(x) || 'Infinity' WHEN x = 0 THEN athena_sign_text(x) || '0.0' " +
    "WHEN abs(x) >= 0.001 AND abs(x) < 10000000 THEN CAST(x AS VARCHAR) ELSE athena_sign_text(x) || athena_scientific_once(x) END",
  // CAST(double AS varchar) is scientific always: `1.0E0`.
  "athena_double_varchar(x)":
    "CASE WHEN isnan(x) THEN 'NaN' WHEN isinf(x) THEN athena_sign_text(x) || 'Infinity' WHEN x = 0 THEN athena_sign_text(x) || '0.0E0' " +
    "ELSE athena_sign_text(x) || athena_scientific_once(x) END",
  "athena_real_varchar(x)": "athena_double_varchar(x)",
  // DuckDB leaves out the zero of a decimal without whole digits: `.5`.
  "athena_decimal_text(x)": "regexp_replace(CAST(x AS VARCHAR), '^(-?)[.]', '\\10.')",
  "athena_substr(s, n)": "CASE WHEN n = 0 OR -n > length(s) THEN '' ELSE substr(s, n) END",
  "athena_substr_length(s, n, l)": "CASE WHEN n = 0 OR l <= 0 OR -n > length(s) THEN '' ELSE substr(s, n, l) END",
  "athena_ltrim(s)": "regexp_replace(s, '^\\s+', '')",
  "athena_rtrim(s)": "regexp_replace(s, '\\s+$', '')",
  "athena_characters(s)": "regexp_extract_all(s, '(?s).')",
  "athena_reverse(s)": "CASE WHEN s = '' THEN '' ELSE array_to_string(list_reverse(athena_characters(s)), '') END",
  "athena_replace(s, a, b)":
    "CASE WHEN a = '' THEN CASE WHEN s = '' THEN b ELSE b || array_to_string(list_transform(athena_characters(s), lambda athena_c: athena_c || b), '') END ELSE replace(s, a, b) END",
  "athena_split_limit(s, d, n)":
    "CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d) ELSE list_append(string_split(s, d)[1:n - 1], array_to_string(string_split(s, d)[n:], d)) END",
  "athena_split_part(s, d, n)": `CASE WHEN n <= 0 THEN ${raiseText("INVALID_FUNCTION_ARGUMENT: Index must be greater than zero", "VARCHAR")} ELSE string_split(s, d)[n] END`,
  "athena_split_entries(s, e, d)":
    "list_transform(list_filter(string_split(s, e), lambda athena_x: athena_x <> ''), lambda athena_x: {'k': split_part(athena_x, d, 1), 'v': substr(athena_x, length(split_part(athena_x, d, 1)) + length(d) + 1)})",
  "athena_split_to_map(s, e, d)":
    "CASE WHEN s IS NULL THEN NULL ELSE map_from_entries(athena_split_entries(s, e, d)) END",
  "athena_split_to_multimap(s, e, d)":
    "CASE WHEN s IS NULL THEN NULL ELSE athena_multimap_agg(athena_split_entries(s, e, d)) END",
  "athena_strpos_instance(s, a, n)":
    "CASE WHEN abs(n) >= len(string_split(s, a)) THEN 0 WHEN n > 0 THEN length(array_to_string(string_split(s, a)[1:n], a)) + 1 " +
    "ELSE length(array_to_string(string_split(s, a)[1:len(string_split(s, a)) + n], a)) + 1 END",
  "athena_luhn_check(s)":
    "CASE WHEN s IS NULL THEN NULL WHEN NOT regexp_full_match(s, '[0-9]+') THEN false ELSE list_sum(list_transform(list_reverse(athena_characters(s)), lambda athena_c, athena_i: " +
    "CASE WHEN athena_i % 2 = 1 THEN CAST(athena_c AS INTEGER) WHEN CAST(athena_c AS INTEGER) * 2 > 9 THEN CAST(athena_c AS INTEGER) * 2 - 9 ELSE CAST(athena_c AS INTEGER) * 2 END)) % 10 = 0 END",
  "athena_from_base(s, r)":
    "CAST(list_reduce(list_transform(athena_characters(lower(ltrim(s, '-'))), lambda athena_c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', athena_c) - 1 AS HUGEINT)), lambda athena_a, athena_b: athena_a * r + athena_b, CAST(0 AS HUGEINT)) * CASE WHEN starts_with(s, '-') THEN -1 ELSE 1 END AS BIGINT)",
  "athena_width_bucket(x, a, b, n)":
    "CAST(CASE WHEN a < b THEN CASE WHEN x < a THEN 0 WHEN x >= b THEN n + 1 ELSE floor((x - a) / (b - a) * n) + 1 END ELSE CASE WHEN x > a THEN 0 WHEN x <= b THEN n + 1 ELSE floor((a - x) / (a - b) * n) + 1 END END AS BIGINT)",
  "athena_round_decimal(x, n)": "round(x, n)",
  "athena_divide_round(a, b)":
    "(CASE WHEN (a < 0) <> (b < 0) THEN -1 ELSE 1 END * ((abs(a) * 2 + abs(b)) // nullif(abs(b) * 2, 0)))",
  "athena_unsigned(b)": "CAST(CAST('0x' || hex(b) AS UBIGINT) AS HUGEINT)",
  "athena_big_endian(b, n)":
    "CASE WHEN athena_unsigned(b) >= CAST(pow(2, n * 4 - 1) AS HUGEINT) THEN athena_unsigned(b) - CAST(pow(2, n * 4) AS HUGEINT) ELSE athena_unsigned(b) END",
  "athena_url_encode(s)": "replace(replace(replace(url_encode(s), '%20', '+'), '~', '%7E'), '%2A', '*')",
  "athena_url_part(u, n)":
    "regexp_extract(u, '^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://(?:[^/?#@]*@)?([^/?#:]*)(?::([0-9]*))?)?([^?#]*)(?:[?]([^#]*))?(?:#(.*))?$', n)",
  "athena_url_parameter(u, p)":
    "list_transform(list_filter(string_split(athena_url_part(u, 5), '&'), lambda athena_x: split_part(athena_x, '=', 1) = p), lambda athena_x: url_decode(replace(substr(athena_x, length(p) + 2), '+', ' ')))[1]",
  "athena_regexp_position(s, p)":
    "CASE WHEN s IS NULL OR p IS NULL THEN NULL WHEN regexp_matches(s, p) THEN length(regexp_extract(s, '^([\\s\\S]*?)(?:' || p || ')', 1)) + 1 ELSE -1 END",
  "athena_pad_left(s, n)": "lpad(s, CAST(greatest(length(s), n) AS INTEGER), ' ')",
  "athena_pad_right(s, n)": "rpad(s, CAST(greatest(length(s), n) AS INTEGER), ' ')",
  "athena_pad_zero(s, n)":
    "CASE WHEN s[1] IN ('-', '+') THEN s[1] || lpad(substr(s, 2), CAST(greatest(length(s) - 1, n - 1) AS INTEGER), '0') ELSE lpad(s, CAST(greatest(length(s), n) AS INTEGER), '0') END",
  "athena_fixed(x, p, g)":
    "CASE WHEN x IS NULL THEN 'null' WHEN g THEN CASE WHEN x < 0 AND trunc(x) = 0 THEN '-' ELSE '' END || format('{:,}', CAST(trunc(round(x, p)) AS BIGINT)) || CASE WHEN p > 0 THEN '.' || split_part(CAST(round(x, p) AS VARCHAR), '.', 2) ELSE '' END ELSE CAST(round(x, p) AS VARCHAR) END",
  "athena_json_or_null(s)": "CASE WHEN json_valid(s) THEN json(s) END",
  "athena_json_varchar(j)":
    `CASE json_type(j) WHEN 'VARCHAR' THEN json_extract_string(j, '$') WHEN 'NULL' THEN NULL WHEN 'OBJECT' THEN ${raiseText("INVALID_CAST_ARGUMENT: Cannot cast JSON object to varchar", "VARCHAR")} ` +
    `WHEN 'ARRAY' THEN ${raiseText("INVALID_CAST_ARGUMENT: Cannot cast JSON array to varchar", "VARCHAR")} ELSE CAST(j AS VARCHAR) END`,
};
