/** Text: https://trino.io/docs/current/functions/string.html, url.html, binary.html, uuid.html (read 2026-11-23). */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import { formatCall } from "./format-function.ts";
import { rowsOf } from "./function-row.ts";
import type { EmitCall } from "./function-row.ts";

/** A start that is known to be positive needs no case analysis. */
function substringCall(call: EmitCall): string {
  const [text, start, length] = call.args;
  if (typeof start?.constant === "bigint" && start.constant > 0n) {
    return length === undefined
      ? `substr(${text?.sql}, ${start.constant})`
      : `substr(${text?.sql}, ${start.constant}, greatest(${length.sql}, 0))`;
  }
  return length === undefined
    ? `athena_substr(${text?.sql}, ${start?.sql})`
    : `athena_substr_length(${text?.sql}, ${start?.sql}, ${length.sql})`;
}

function normalizeCall(call: EmitCall): string {
  const [text, form] = call.args;
  if (form?.constant === "NFC") return `nfc_normalize(${text?.sql})`;
  throw sqlErrorAt(
    "NOT_SUPPORTED",
    call.position,
    `normalize(..., ${String(form?.constant)}) is not supported by Lakebed`,
  );
}

export const STRING_FUNCTIONS = rowsOf("plain", [
  ["chr", "(bigint) -> varchar", "chr(CAST($1 AS INTEGER))"],
  ["codepoint", "(varchar) -> integer", "unicode($1)"],
  ["concat", "(varchar, varchar, ...) -> varchar", (call) => `(${call.args.map((arg) => arg.sql).join(" || ")})`],
  ["concat", "(varbinary, varbinary, ...) -> varbinary", (call) => `(${call.args.map((arg) => arg.sql).join(" || ")})`],
  [
    "concat_ws",
    "(varchar, array(varchar)) -> varchar",
    "CASE WHEN $1 IS NULL THEN NULL ELSE coalesce(array_to_string($2, $1), '') END",
  ],
  ["concat_ws", "(varchar, varchar, ...) -> varchar", "concat_ws($*)"],
  ["hamming_distance", "(varchar, varchar) -> bigint", "hamming($1, $2)"],
  ["levenshtein_distance", "(varchar, varchar) -> bigint", "levenshtein($1, $2)"],
  ["length", "(varchar) -> bigint", "length($1)"],
  ["length", "(varbinary) -> bigint", "octet_length($1)"],
  ["lower", "(X) -> X", "lower($1)"],
  ["upper", "(X) -> X", "upper($1)"],
  ["lpad", "(varchar, bigint, varchar) -> varchar", "lpad($1, CAST($2 AS INTEGER), $3)"],
  ["rpad", "(varchar, bigint, varchar) -> varchar", "rpad($1, CAST($2 AS INTEGER), $3)"],
  ["ltrim", "(varchar) -> varchar", "athena_ltrim($1)"],
  ["rtrim", "(varchar) -> varchar", "athena_rtrim($1)"],
  ["trim", "(varchar) -> varchar", "athena_ltrim(athena_rtrim($1))"],
  ["ltrim", "(varchar, varchar) -> varchar", "ltrim($1, $2)"],
  ["rtrim", "(varchar, varchar) -> varchar", "rtrim($1, $2)"],
  ["trim", "(varchar, varchar) -> varchar", "trim($1, $2)"],
  ["luhn_check", "(varchar) -> boolean", "athena_luhn_check($1)"],
  ["replace", "(varchar, varchar) -> varchar", "replace($1, $2, '')"],
  ["replace", "(varchar, varchar, varchar) -> varchar", "athena_replace($1, $2, $3)"],
  ["reverse", "(varchar) -> varchar", "athena_reverse($1)"],
  ["split", "(varchar, varchar) -> array(varchar)", "string_split($1, $2)"],
  ["split", "(varchar, varchar, bigint) -> array(varchar)", "athena_split_limit($1, $2, $3)"],
  ["split_part", "(varchar, varchar, bigint) -> varchar", "athena_split_part($1, $2, $3)"],
  ["split_to_map", "(varchar, varchar, varchar) -> map(varchar, varchar)", "athena_split_to_map($1, $2, $3)"],
  [
    "split_to_multimap",
    "(varchar, varchar, varchar) -> map(varchar, array(varchar))",
    "athena_split_to_multimap($1, $2, $3)",
  ],
  ["starts_with", "(varchar, varchar) -> boolean", "starts_with($1, $2)"],
  ["ends_with", "(varchar, varchar) -> boolean", "ends_with($1, $2)"],
  ["strpos", "(varchar, varchar) -> bigint", "strpos($1, $2)"],
  ["strpos", "(varchar, varchar, bigint) -> bigint", "athena_strpos_instance($1, $2, $3)"],
  ["substr substring", "(varchar, bigint) -> varchar", substringCall],
  ["substr substring", "(varchar, bigint, bigint) -> varchar", substringCall],
  ["substr substring", "(varbinary, bigint) -> varbinary", "array_slice($1, $2, octet_length($1))"],
  ["substr substring", "(varbinary, bigint, bigint) -> varbinary", "array_slice($1, $2, $2 + $3 - 1)"],
  ["translate", "(varchar, varchar, varchar) -> varchar", "translate($1, $2, $3)"],
  ["normalize", "(varchar, varchar) -> varchar", normalizeCall],
  ["format", "(varchar, T, ...) -> varchar", formatCall],
  ["to_utf8", "(varchar) -> varbinary", "encode($1)"],
  ["from_utf8", "(varbinary) -> varchar", "decode($1)"],
  ["to_hex", "(varbinary) -> varchar", "hex($1)"],
  ["from_hex", "(varchar) -> varbinary", "unhex($1)"],
  ["from_hex", "(varbinary) -> varbinary", "unhex(decode($1))"],
  ["to_base64", "(varbinary) -> varchar", "to_base64($1)"],
  ["from_base64", "(varchar) -> varbinary", "from_base64($1)"],
  ["to_base64url", "(varbinary) -> varchar", "translate(to_base64($1), '+/', '-_')"],
  [
    "from_base64url",
    "(varchar) -> varbinary",
    "from_base64(rpad(translate(rtrim($1, '='), '-_', '+/'), CAST(ceil(length(rtrim($1, '=')) / 4.0) * 4 AS INTEGER), '='))",
  ],
  ["md5", "(varbinary) -> varbinary", "unhex(md5($1))"],
  ["sha1", "(varbinary) -> varbinary", "unhex(sha1($1))"],
  ["sha256", "(varbinary) -> varbinary", "unhex(sha256($1))"],
  ["to_big_endian_32", "(integer) -> varbinary", "unhex(right(lpad(to_hex(CAST($1 AS BIGINT)), 16, '0'), 8))"],
  ["to_big_endian_64", "(bigint) -> varbinary", "unhex(lpad(to_hex($1), 16, '0'))"],
  ["from_big_endian_32", "(varbinary) -> integer", "CAST(athena_big_endian($1, 8) AS INTEGER)"],
  ["from_big_endian_64", "(varbinary) -> bigint", "CAST(athena_big_endian($1, 16) AS BIGINT)"],
  ["uuid", "() -> uuid", "gen_random_uuid()"],
  ["url_encode", "(varchar) -> varchar", "athena_url_encode($1)"],
  ["url_decode", "(varchar) -> varchar", "url_decode(replace($1, '+', ' '))"],
  ["url_extract_protocol", "(varchar) -> varchar", "athena_url_part($1, 1)"],
  ["url_extract_host", "(varchar) -> varchar", "athena_url_part($1, 2)"],
  ["url_extract_port", "(varchar) -> bigint", "CAST(nullif(athena_url_part($1, 3), '') AS BIGINT)"],
  ["url_extract_path", "(varchar) -> varchar", "athena_url_part($1, 4)"],
  ["url_extract_query", "(varchar) -> varchar", "athena_url_part($1, 5)"],
  ["url_extract_fragment", "(varchar) -> varchar", "athena_url_part($1, 6)"],
  ["url_extract_parameter", "(varchar, varchar) -> varchar", "athena_url_parameter($1, $2)"],
  ["current_user", "() -> varchar", "'lakebed'"],
  ["current_catalog", "() -> varchar", "'awsdatacatalog'"],
]);
