/**
 * Regular expressions: https://trino.io/docs/current/functions/regexp.html (read 2026-11-23). Trino's are Java's, DuckDB's
 * are RE2's. They agree on the common ground; what RE2 lacks (look-around, back references, possessive quantifiers) is
 * refused where the pattern is a literal, and fails in the engine otherwise.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import { quoteString } from "../type-names.ts";
import { fillArguments, rowsOf } from "./function-row.ts";
import type { Emit, EmitCall } from "./function-row.ts";

const OUTSIDE_RE2: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/\(\?(?:<?[=!])/u, "look-around"],
  [/\(\?>/u, "an atomic group"],
  [/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/u, "a back reference"],
  [/(?<!\\)(?:[*+?]|\})\+/u, "a possessive quantifier"],
  [/(?<!\\)(?:\\\\)*\\[GRXZhH]/u, "\\G, \\R, \\X, \\Z, \\h or \\H"],
  [/\[[^\]]*&&/u, "a class intersection"],
];

function checkPattern(call: EmitCall): void {
  const pattern = call.args[1]?.constant;
  if (typeof pattern !== "string") return;
  for (const [outside, what] of OUTSIDE_RE2) {
    if (outside.test(pattern))
      throw sqlErrorAt(
        "NOT_SUPPORTED",
        call.position,
        `Regular expression '${pattern}' uses ${what}, which Lakebed's engine does not have`,
      );
  }
}

function checked(template: string): Emit {
  return (call) => {
    checkPattern(call);
    return fillArguments(
      template,
      call.args.map((arg) => arg.sql),
    );
  };
}

/** Java's replacement text (`$1`, `${name}`, `\$`) as RE2's (`\1`, `\\`). */
function replaceCall(call: EmitCall): string {
  checkPattern(call);
  const [text, pattern, replacement] = call.args;
  if (replacement === undefined) return `regexp_replace(${text?.sql}, ${pattern?.sql}, '', 'g')`;
  if (typeof replacement.constant !== "string")
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      call.position,
      "regexp_replace with a replacement that is not a literal is not supported by Lakebed",
    );
  const translated = replacement.constant.replaceAll(
    /\\(.)|\$(\d)|\$\{(\w+)\}|\$/gsu,
    (match: string, escaped?: string, group?: string, name?: string) => {
      if (escaped !== undefined) return escaped === "\\" ? "\\\\" : escaped;
      if (group !== undefined) return `\\${group}`;
      throw sqlErrorAt(
        "NOT_SUPPORTED",
        call.position,
        name === undefined
          ? `Illegal group reference in '${match}'`
          : "Named groups in a replacement are not supported by Lakebed",
      );
    },
  );
  return `regexp_replace(${text?.sql}, ${pattern?.sql}, ${quoteString(translated)}, 'g')`;
}

export const REGEXP_FUNCTIONS = rowsOf("plain", [
  ["regexp_count", "(varchar, varchar) -> bigint", checked("CAST(len(regexp_extract_all($1, $2)) AS BIGINT)")],
  [
    "regexp_extract",
    "(varchar, varchar) -> varchar",
    checked("CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2) END"),
  ],
  [
    "regexp_extract",
    "(varchar, varchar, bigint) -> varchar",
    checked("CASE WHEN regexp_matches($1, $2) THEN regexp_extract($1, $2, CAST($3 AS INTEGER)) END"),
  ],
  ["regexp_extract_all", "(varchar, varchar) -> array(varchar)", checked("regexp_extract_all($1, $2)")],
  [
    "regexp_extract_all",
    "(varchar, varchar, bigint) -> array(varchar)",
    checked("regexp_extract_all($1, $2, CAST($3 AS INTEGER))"),
  ],
  ["regexp_like", "(varchar, varchar) -> boolean", checked("regexp_matches($1, $2)")],
  ["regexp_position", "(varchar, varchar) -> integer", checked("athena_regexp_position($1, $2)")],
  ["regexp_replace", "(varchar, varchar) -> varchar", replaceCall],
  ["regexp_replace", "(varchar, varchar, varchar) -> varchar", replaceCall],
  ["regexp_split", "(varchar, varchar) -> array(varchar)", checked("string_split_regex($1, $2)")],
]);
