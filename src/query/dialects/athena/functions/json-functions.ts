/** JSON: https://trino.io/docs/current/functions/json.html (read 2026-11-23). Paths are literals; see `json-path.ts`. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import { castTo } from "../translate/casts.ts";
import { raiseText, typed } from "../translate/typed.ts";
import type { Typed } from "../translate/typed.ts";
import type { JsonBehavior, JsonCall } from "../syntax.ts";
import { duckdbTypeOf, quoteString } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { BOOLEAN, VARCHAR } from "../types/athena-type.ts";
import { fillArguments, rowsOf } from "./function-row.ts";
import type { EmitCall } from "./function-row.ts";
import { duckdbJsonPath, parseJsonPath, parseSqlJsonPath } from "./json-path.ts";

/** Malformed text has no value for json_extract and its relatives. */
function documentOf(value: Typed): string {
  return value.type.kind === "json" ? value.sql : `athena_json_or_null(${value.sql})`;
}

function extract(call: EmitCall, template: string): string {
  const [document, path] = call.args;
  if (document === undefined || typeof path?.constant !== "string")
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      call.position,
      `${call.name} with a path that is not a literal is not supported by Lakebed`,
    );
  const steps = quoteString(duckdbJsonPath(parseJsonPath(path.constant, call.position)));
  return fillArguments(template, [documentOf(document), steps]);
}

const onPath =
  (template: string) =>
  (call: EmitCall): string =>
    extract(call, template);
const onDocument =
  (template: string) =>
  (call: EmitCall): string =>
    fillArguments(template, call.args.map(documentOf));

function parse(call: EmitCall): string {
  const text = call.args[0]?.sql ?? "NULL";
  return `CASE WHEN ${text} IS NULL OR json_valid(${text}) THEN json(${text}) ELSE ${raiseText("INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON", "JSON")} END`;
}

const SCALAR =
  "CASE WHEN json_type($1, $2) IN ('OBJECT', 'ARRAY', 'NULL') THEN NULL ELSE json_extract_string($1, $2) END";
const SIZE =
  "CASE json_type($1, $2) WHEN 'OBJECT' THEN CAST(len(json_keys($1, $2)) AS BIGINT) WHEN 'ARRAY' THEN CAST(json_array_length($1, $2) AS BIGINT) ELSE CASE WHEN json_exists($1, $2) THEN CAST(0 AS BIGINT) END END";
const CONTAINS =
  "CASE WHEN json_type($1) = 'ARRAY' THEN len(list_filter(CAST($1 AS JSON[]), lambda athena_j: $2)) > 0 END";

function contains(call: EmitCall): string {
  const [document, value] = call.args;
  if (document === undefined || value === undefined) return "NULL";
  const match =
    value.type.kind === "varchar"
      ? `json_type(athena_j) = 'VARCHAR' AND json_extract_string(athena_j, '$') = ${value.sql}`
      : value.type.kind === "boolean"
        ? `json_type(athena_j) = 'BOOLEAN' AND CAST(athena_j AS VARCHAR) = CAST(${value.sql} AS VARCHAR)`
        : `json_type(athena_j) IN ('BIGINT', 'UBIGINT', 'DOUBLE', 'HUGEINT') AND CAST(athena_j AS DOUBLE) = ${value.sql}`;
  return fillArguments(CONTAINS, [documentOf(document), match]);
}

const ARRAY_LENGTH = "CASE WHEN json_type($1) = 'ARRAY' THEN CAST(json_array_length($1) AS BIGINT) END";
const IS_SCALAR = "CASE WHEN $1 IS NOT NULL THEN json_type($1) NOT IN ('OBJECT', 'ARRAY') END";

export const JSON_FUNCTIONS = rowsOf("plain", [
  ["json_parse", "(varchar) -> json", parse],
  ["json_format", "(json) -> varchar", "CAST($1 AS VARCHAR)"],
  ["json_extract", "(json, varchar) -> json", onPath("json_extract($1, $2)")],
  ["json_extract", "(varchar, varchar) -> json", onPath("json_extract($1, $2)")],
  ["json_extract_scalar", "(json, varchar) -> varchar", onPath(SCALAR)],
  ["json_extract_scalar", "(varchar, varchar) -> varchar", onPath(SCALAR)],
  ["json_array_length", "(json) -> bigint", onDocument(ARRAY_LENGTH)],
  ["json_array_length", "(varchar) -> bigint", onDocument(ARRAY_LENGTH)],
  ["json_array_contains", "(json, varchar) -> boolean", contains],
  ["json_array_contains", "(varchar, varchar) -> boolean", contains],
  ["json_array_contains", "(json, boolean) -> boolean", contains],
  ["json_array_contains", "(varchar, boolean) -> boolean", contains],
  ["json_array_contains", "(json, double) -> boolean", contains],
  ["json_array_contains", "(varchar, double) -> boolean", contains],
  ["json_size", "(json, varchar) -> bigint", onPath(SIZE)],
  ["json_size", "(varchar, varchar) -> bigint", onPath(SIZE)],
  ["is_json_scalar", "(json) -> boolean", onDocument(IS_SCALAR)],
  ["is_json_scalar", "(varchar) -> boolean", onDocument(IS_SCALAR)],
]);

export interface JsonCallParts {
  readonly input: Typed;
  readonly path: Typed;
  readonly translateDefault: (behavior: JsonBehavior, type: AthenaType) => string;
  readonly returning: AthenaType | undefined;
}

/** JSON_EXISTS, JSON_VALUE and JSON_QUERY. A lax path through an array, which SQL/JSON would unwrap, is refused at run time. */
export function translateJsonCall(
  call: JsonCall & { readonly line: number; readonly column: number },
  parts: JsonCallParts,
): Typed {
  if (typeof parts.path.constant !== "string")
    throw sqlErrorAt(
      "NOT_SUPPORTED",
      call,
      `${call.name} with a path that is not a literal is not supported by Lakebed`,
    );
  if (parts.input.type.kind !== "varchar" && parts.input.type.kind !== "json")
    throw sqlErrorAt("TYPE_MISMATCH", call, "Cannot read input as JSON");
  const { strict, steps } = parseSqlJsonPath(parts.path.constant, call);
  const path = quoteString(duckdbJsonPath(steps));
  const document = `athena_json_or_null(CAST(${parts.input.sql} AS VARCHAR))`;
  const exists = `json_exists(${document}, ${path})`;
  const unwrapped = steps.flatMap((step, index) =>
    typeof step === "string" && !strict
      ? [`json_type(${document}, ${quoteString(duckdbJsonPath(steps.slice(0, index)))}) = 'ARRAY'`]
      : [],
  );
  const guard =
    unwrapped.length === 0
      ? ""
      : `WHEN ${unwrapped.join(" OR ")} THEN ${raiseText("NOT_SUPPORTED: a lax JSON path through an array is not supported by Lakebed", duckdbTypeOf(call.name === "json_exists" ? BOOLEAN : (parts.returning ?? VARCHAR)))} `;
  const isNull = `WHEN ${parts.input.sql} IS NULL THEN NULL `;
  const isBad = `WHEN ${document} IS NULL THEN ${parts.translateDefault(call.onError, parts.returning ?? VARCHAR)} `;
  if (call.name === "json_exists") return typed(`CASE ${isNull}${isBad}${guard}ELSE ${exists} END`, BOOLEAN);
  const missing = strict ? call.onError : call.onEmpty;
  const type = parts.returning ?? VARCHAR;
  const kind = `json_type(${document}, ${path})`;
  const isEmpty = `WHEN NOT ${exists} THEN ${parts.translateDefault(missing, type)} `;
  if (call.name === "json_query")
    return typed(`CASE ${isNull}${isBad}${guard}${isEmpty}${jsonQuery(call, { document, path, kind })} END`, type);
  const text = typed(`json_extract_string(${document}, ${path})`, VARCHAR);
  const value =
    type.kind === "varchar"
      ? text.sql
      : castTo(text, type, { line: call.line, column: call.column, safe: call.onError.kind !== "error" }).sql;
  return typed(
    `CASE ${isNull}${isBad}${guard}${isEmpty}WHEN ${kind} IN ('OBJECT', 'ARRAY') THEN ${parts.translateDefault(call.onError, type)} WHEN ${kind} = 'NULL' THEN NULL ELSE ${value} END`,
    type,
  );
}

/** Without a wrapper a scalar is not a result; the wrapper makes an array of it. */
function jsonQuery(
  call: JsonCall,
  { document, path, kind }: { readonly document: string; readonly path: string; readonly kind: string },
): string {
  const found = `CAST(json_extract(${document}, ${path}) AS VARCHAR)`;
  const isContainer = `${kind} IN ('OBJECT', 'ARRAY')`;
  switch (call.wrapper) {
    case "unconditional":
      return `ELSE '[' || ${found} || ']'`;
    case "conditional":
      return `WHEN ${isContainer} THEN ${found} ELSE '[' || ${found} || ']'`;
    case "without":
      return `WHEN ${isContainer} THEN ${found} ELSE ${call.omitQuotes ? `json_extract_string(${document}, ${path})` : found}`;
  }
}
