/**
 * Arrays, maps and lambdas: https://trino.io/docs/current/functions/{array,map,lambda}.html (read 2026-11-23).
 * In templates a lambda argument stands for its whole text, `lambda x: body`.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import { castTo } from "../translate/casts.ts";
import { raise, raiseText, RAISED_MARK } from "../translate/typed.ts";
import { VARCHAR, arrayOf } from "../types/athena-type.ts";
import { rowsOf } from "./function-row.ts";
import type { EmitCall, TranslatedLambda } from "./function-row.ts";

function lambda(call: EmitCall, index: number): TranslatedLambda {
  const found = call.lambdas[index];
  if (found === undefined) throw sqlErrorAt("TYPE_MISMATCH", call.position, `${call.name} lacks a lambda`);
  return found;
}

/** Applies a lambda of key and value to the entries `athena_m` of a map. */
function overEntry({ parameters: [key = "k", value = "v"], body }: TranslatedLambda): string {
  return `list_transform([athena_m], lambda athena_n: list_transform([athena_n.key], lambda ${key}: list_transform([athena_n.value], lambda ${value}: ${body.sql})[1])[1])[1]`;
}

function sql(call: EmitCall, index: number): string {
  return call.args[index]?.sql ?? "NULL";
}

const NO_ZERO_INDEX = raiseText("INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1", "$r");
const KEY_MISSING = raise(
  `'${RAISED_MARK}INVALID_FUNCTION_ARGUMENT: Key not present in map: ' || CAST($2 AS VARCHAR) || '\u00a7'`,
  "$r",
);
const INDEX_TOO_LARGE = raise(
  `'${RAISED_MARK}INVALID_FUNCTION_ARGUMENT: Array subscript must be less than or equal to array length: ' || CAST($2 AS VARCHAR) || ' > ' || CAST(len($1) AS VARCHAR) || '\u00a7'`,
  "$r",
);
const INDEX_NEGATIVE = raise(
  `'${RAISED_MARK}INVALID_FUNCTION_ARGUMENT: Array subscript is negative: ' || CAST($2 AS VARCHAR) || '\u00a7'`,
  "$r",
);

/** `a[i]` and `m[k]`, unlike element_at, fail when there is nothing. */
export const SUBSCRIPTS = rowsOf("plain", [
  [
    "subscript",
    "(array(E), bigint) -> E",
    `CASE WHEN $2 > len($1) THEN ${INDEX_TOO_LARGE} WHEN $2 = 0 THEN ${NO_ZERO_INDEX} WHEN $2 < 0 THEN ${INDEX_NEGATIVE} ELSE ($1)[$2] END`,
  ],
  [
    "subscript",
    "(map(K, V), K) -> V",
    `CASE WHEN $1 IS NULL THEN NULL WHEN map_contains($1, $2) THEN ($1)[$2] ELSE ${KEY_MISSING} END`,
  ],
]);

/** `any_match` is null when no element matches and some element is undecided. */
function match(call: EmitCall, decisive: "true" | "false", otherwise: "true" | "false"): string {
  const {
    parameters: [parameter = "x"],
    body,
  } = lambda(call, 0);
  const results = `list_transform(${sql(call, 0)}, lambda ${parameter}: ${body.sql})`;
  const [first, last] = call.name === "none_match" ? ["true", "false"] : [decisive, decisive];
  return `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL WHEN list_contains(${results}, ${first}) THEN ${last} WHEN len(list_filter(${results}, lambda athena_r: athena_r IS NULL)) > 0 THEN NULL ELSE ${otherwise} END`;
}

function reduce(call: EmitCall): string {
  const {
    parameters: [state = "s", item = "x"],
    body,
  } = lambda(call, 0);
  const output = lambda(call, 1);
  const stateType = call.typeOf("S");
  // DuckDB's list_reduce takes state and element of one type: each element is boxed so that they may differ.
  const boxed = `list_transform(${sql(call, 0)}, lambda athena_x: {'s': CAST(NULL AS ${stateType}), 'x': athena_x})`;
  const step = `list_transform([athena_a.s], lambda ${state}: list_transform([athena_b.x], lambda ${item}: ${body.sql})[1])[1]`;
  const folded = `list_reduce(${boxed}, lambda athena_a, athena_b: {'s': CAST(${step} AS ${stateType}), 'x': athena_b.x}, {'s': CAST(${sql(call, 1)} AS ${stateType}), 'x': ${sql(call, 0)}[1]}).s`;
  return `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL ELSE list_transform([${folded}], lambda ${output.parameters[0] ?? "s"}: ${output.body.sql})[1] END`;
}

function zipWith(call: EmitCall): string {
  const {
    parameters: [left = "x", right = "y"],
    body,
  } = lambda(call, 0);
  const [a, b] = [sql(call, 0), sql(call, 1)];
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE list_transform(generate_series(1, greatest(len(${a}), len(${b}))), lambda athena_i: list_transform([(${a})[athena_i]], lambda ${left}: list_transform([(${b})[athena_i]], lambda ${right}: ${body.sql})[1])[1]) END`;
}

function mapZipWith(call: EmitCall): string {
  const {
    parameters: [key = "k", left = "x", right = "y"],
    body,
  } = lambda(call, 0);
  const [a, b] = [sql(call, 0), sql(call, 1)];
  const keys = `athena_distinct(list_concat(map_keys(${a}), map_keys(${b})))`;
  return `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE map_from_entries(list_transform(${keys}, lambda ${key}: {'k': ${key}, 'v': list_transform([(${a})[${key}]], lambda ${left}: list_transform([(${b})[${key}]], lambda ${right}: ${body.sql})[1])[1]})) END`;
}

function zip(call: EmitCall): string {
  const lists = call.args.map((arg) => arg.sql);
  const fields = lists.map((list, index) => `"field${index}": (${list})[athena_i]`).join(", ");
  return `CASE WHEN ${lists.map((list) => `${list} IS NULL`).join(" OR ")} THEN NULL ELSE list_transform(generate_series(1, greatest(${lists.map((list) => `len(${list})`).join(", ")}, 0)), lambda athena_i: {${fields}}) END`;
}

const mapCalls = {
  filter: (call: EmitCall): string =>
    `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL ELSE map_from_entries(list_filter(map_entries(${sql(call, 0)}), lambda athena_m: coalesce(${overEntry(lambda(call, 0))}, false))) END`,
  values: (call: EmitCall): string =>
    `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(${sql(call, 0)}), lambda athena_m: {'k': athena_m.key, 'v': ${overEntry(lambda(call, 0))}})) END`,
  keys: (call: EmitCall): string =>
    `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(${sql(call, 0)}), lambda athena_m: {'k': ${overEntry(lambda(call, 0))}, 'v': athena_m.value})) END`,
};

/** Elements are written as CAST would; nulls are left out, or shown as the third argument. */
function arrayJoin(call: EmitCall): string {
  const [list, , nullText] = call.args;
  if (list === undefined) return "NULL";
  const texts = castTo(list, arrayOf(VARCHAR), { ...call.position, safe: false }).sql;
  const shown =
    nullText === undefined
      ? `list_filter(${texts}, lambda athena_x: athena_x IS NOT NULL)`
      : `list_transform(${texts}, lambda athena_x: coalesce(athena_x, ${nullText.sql}))`;
  return `coalesce(array_to_string(${shown}, ${sql(call, 1)}), CASE WHEN ${list.sql} IS NOT NULL THEN '' END)`;
}

/** Months are counted from the start, so that the 31st comes back after a short month. */
const MONTHLY =
  "list_filter(list_transform(generate_series(0, CAST(datediff('month', $1, $2) // athena_months($3) AS BIGINT)), lambda athena_i: CAST($1 + to_months(CAST(athena_i * athena_months($3) AS INTEGER)) AS $type)), " +
  "lambda athena_d: CASE WHEN athena_months($3) > 0 THEN athena_d <= $2 ELSE athena_d >= $2 END)";

/** Insertion sort: each element goes behind those that are not greater, so equal ones keep their order. */
function sortWith(call: EmitCall): string {
  const {
    parameters: [left = "x", right = "y"],
    body,
  } = lambda(call, 0);
  const type = call.typeOf("E");
  const place = `len(list_filter(athena_a.a, lambda ${left}: list_transform([athena_b.x], lambda ${right}: ${body.sql})[1] <= 0))`;
  const step = `{'a': list_concat(list_append(athena_a.a[1:${place}], athena_b.x), athena_a.a[${place} + 1:len(athena_a.a)]), 'x': athena_b.x}`;
  const boxed = `list_transform(${sql(call, 0)}, lambda athena_x: {'a': CAST([] AS ${type}[]), 'x': athena_x})`;
  return `CASE WHEN ${sql(call, 0)} IS NULL THEN NULL ELSE list_reduce(${boxed}, lambda athena_a, athena_b: ${step}, {'a': CAST([] AS ${type}[]), 'x': CAST(NULL AS ${type})}).a END`;
}

export const ARRAY_FUNCTIONS = rowsOf("plain", [
  ["all_match", "(array(E), (E) => boolean) -> boolean", (call) => match(call, "false", "true")],
  ["any_match", "(array(E), (E) => boolean) -> boolean", (call) => match(call, "true", "false")],
  ["none_match", "(array(E), (E) => boolean) -> boolean", (call) => match(call, "false", "true")],
  ["array_distinct", "(array(E)) -> array(E)", "athena_distinct($1)"],
  [
    "array_intersect",
    "(array(E), array(E)) -> array(E)",
    "athena_distinct(list_filter($1, lambda athena_x: athena_in(athena_x, $2)))",
  ],
  [
    "array_union",
    "(array(E), array(E)) -> array(E)",
    "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE athena_distinct(list_concat($1, $2)) END",
  ],
  [
    "array_except",
    "(array(E), array(E)) -> array(E)",
    "athena_distinct(list_filter($1, lambda athena_x: NOT athena_in(athena_x, $2)))",
  ],
  ["array_join", "(array(E), varchar) -> varchar", arrayJoin],
  ["array_join", "(array(E), varchar, varchar) -> varchar", arrayJoin],
  [
    "array_max",
    "(array(E)) -> E",
    "CASE WHEN len(list_filter($1, lambda athena_x: athena_x IS NULL)) = 0 THEN list_max($1) END",
  ],
  [
    "array_min",
    "(array(E)) -> E",
    "CASE WHEN len(list_filter($1, lambda athena_x: athena_x IS NULL)) = 0 THEN list_min($1) END",
  ],
  [
    "array_position",
    "(array(E), E) -> bigint",
    "CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE CAST(coalesce(list_position($1, $2), 0) AS BIGINT) END",
  ],
  [
    "array_remove",
    "(array(E), E) -> array(E)",
    "CASE WHEN $2 IS NULL THEN NULL ELSE list_filter($1, lambda athena_x: athena_x IS DISTINCT FROM $2) END",
  ],
  ["array_sort", "(array(E)) -> array(E)", "list_sort($1, 'ASC', 'NULLS LAST')"],
  ["array_sort", "(array(E), (E, E) => integer) -> array(E)", sortWith],
  [
    "arrays_overlap",
    "(array(E), array(E)) -> boolean",
    "CASE WHEN list_has_any(list_filter($1, lambda athena_x: athena_x IS NOT NULL), list_filter($2, lambda athena_x: athena_x IS NOT NULL)) THEN true WHEN len(list_filter($1, lambda athena_x: athena_x IS NULL)) > 0 OR len(list_filter($2, lambda athena_x: athena_x IS NULL)) > 0 THEN NULL ELSE $1 IS NULL AND NULL OR false END",
  ],
  ["cardinality", "(array(E)) -> bigint", "len($1)"],
  ["cardinality", "(map(K, V)) -> bigint", "CAST(cardinality($1) AS BIGINT)"],
  [
    "concat",
    "(array(E), array(E), ...) -> array(E)",
    (call) =>
      `CASE WHEN ${call.args.map((arg) => `${arg.sql} IS NULL`).join(" OR ")} THEN NULL ELSE flatten([${call.args.map((arg) => arg.sql).join(", ")}]) END`,
  ],
  ["concat", "(array(E), E) -> array(E)", "CASE WHEN $1 IS NULL THEN NULL ELSE list_append($1, $2) END"],
  ["concat", "(E, array(E)) -> array(E)", "CASE WHEN $2 IS NULL THEN NULL ELSE list_prepend($1, $2) END"],
  ["array_first", "(array(E)) -> E", "($1)[1]"],
  ["array_last", "(array(E)) -> E", "($1)[-1]"],
  [
    "array_histogram",
    "(array(E)) -> map(E, bigint)",
    "CASE WHEN $1 IS NULL THEN NULL ELSE map_from_entries(list_transform(athena_distinct(list_filter($1, lambda athena_x: athena_x IS NOT NULL)), lambda athena_k: {'k': athena_k, 'v': len(list_filter($1, lambda athena_x: athena_x = athena_k))})) END",
  ],
  [
    "dot_product",
    "(array(double), array(double)) -> double",
    "list_sum(list_transform(generate_series(1, len($1)), lambda athena_i: ($1)[athena_i] * ($2)[athena_i]))",
  ],
  [
    "euclidean_distance",
    "(array(double), array(double)) -> double",
    "sqrt(list_sum(list_transform(generate_series(1, len($1)), lambda athena_i: pow(($1)[athena_i] - ($2)[athena_i], 2))))",
  ],
  [
    "contains",
    "(array(E), E) -> boolean",
    "CASE WHEN list_contains($1, $2) THEN true WHEN $1 IS NULL OR $2 IS NULL OR len(list_filter($1, lambda athena_x: athena_x IS NULL)) > 0 THEN NULL ELSE false END",
  ],
  [
    "contains_sequence",
    "(array(E), array(E)) -> boolean",
    "(len($2) = 0 OR len(list_filter(generate_series(1, len($1)), lambda athena_i: ($1)[athena_i:athena_i + len($2) - 1] = $2)) > 0)",
  ],
  ["element_at", "(array(E), bigint) -> E", `CASE WHEN $2 = 0 THEN ${NO_ZERO_INDEX} ELSE ($1)[$2] END`],
  ["element_at", "(map(K, V), K) -> V", "($1)[$2]"],
  ["filter", "(array(E), (E) => boolean) -> array(E)", "list_filter($1, $2)"],
  ["flatten", "(array(array(E))) -> array(E)", "flatten($1)"],
  ["reduce", "(array(E), S, (S, E) => S, (S) => R) -> R", reduce],
  ["repeat", "(E, bigint) -> array(E)", "list_transform(generate_series(1, $2), lambda athena_i: $1)"],
  ["reverse", "(array(E)) -> array(E)", "list_reverse($1)"],
  [
    "sequence",
    "(bigint, bigint) -> array(bigint)",
    "CASE WHEN $1 <= $2 THEN generate_series($1, $2) ELSE generate_series($1, $2, -1) END",
  ],
  ["sequence", "(bigint, bigint, bigint) -> array(bigint)", "generate_series($1, $2, $3)"],
  [
    "sequence",
    "(date, date) -> array(date)",
    "list_transform(generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), CASE WHEN $1 <= $2 THEN to_days(1) ELSE to_days(-1) END), lambda athena_d: CAST(athena_d AS DATE))",
  ],
  [
    "sequence",
    "(date, date, interval day to second) -> array(date)",
    "list_transform(generate_series(CAST($1 AS TIMESTAMP), CAST($2 AS TIMESTAMP), $3), lambda athena_d: CAST(athena_d AS DATE))",
  ],
  ["sequence", "(date, date, interval year to month) -> array(date)", MONTHLY.replace("$type", "DATE")],
  ["sequence", "(timestamp, timestamp, interval day to second) -> array(timestamp)", "generate_series($1, $2, $3)"],
  [
    "sequence",
    "(timestamp, timestamp, interval year to month) -> array(timestamp)",
    MONTHLY.replace("$type", "TIMESTAMP"),
  ],
  [
    "shuffle",
    "(array(E)) -> array(E)",
    "list_transform(list_sort(list_transform($1, lambda athena_x: {'r': random(), 'x': athena_x})), lambda athena_y: athena_y.x)",
  ],
  [
    "slice",
    "(array(E), bigint, bigint) -> array(E)",
    "CASE WHEN $2 >= 0 THEN ($1)[$2:$2 + $3 - 1] WHEN -$2 > len($1) THEN ($1)[1:0] ELSE ($1)[len($1) + $2 + 1:len($1) + $2 + $3] END",
  ],
  ["transform", "(array(E), (E) => U) -> array(U)", "list_transform($1, $2)"],
  ["trim_array", "(array(E), bigint) -> array(E)", "($1)[1:len($1) - $2]"],
  [
    "ngrams",
    "(array(E), bigint) -> array(array(E))",
    "CASE WHEN len($1) <= $2 THEN [$1] ELSE list_transform(generate_series(1, len($1) - $2 + 1), lambda athena_i: ($1)[athena_i:athena_i + $2 - 1]) END",
  ],
  ["zip", "(array(A), array(B)) -> array(row(A, B))", zip],
  ["zip", "(array(A), array(B), array(C)) -> array(row(A, B, C))", zip],
  ["zip", "(array(A), array(B), array(C), array(F)) -> array(row(A, B, C, F))", zip],
  ["zip_with", "(array(A), array(B), (A, B) => R) -> array(R)", zipWith],
  ["map", "() -> map(K, V)", "MAP {}"],
  ["map", "(array(K), array(V)) -> map(K, V)", "map($1, $2)"],
  ["map_concat", "(map(K, V), map(K, V), ...) -> map(K, V)", "map_concat($*)"],
  [
    "map_entries",
    "(map(K, V)) -> array(row(K, V))",
    "list_transform(map_entries($1), lambda athena_m: {'field0': athena_m.key, 'field1': athena_m.value})",
  ],
  ["map_filter", "(map(K, V), (K, V) => boolean) -> map(K, V)", mapCalls.filter],
  ["map_from_entries", "(array(row(K, V))) -> map(K, V)", mapFromEntries],
  ["multimap_from_entries", "(array(row(K, V))) -> map(K, array(V))", multimapFromEntries],
  ["map_keys", "(map(K, V)) -> array(K)", "map_keys($1)"],
  ["map_values", "(map(K, V)) -> array(V)", "map_values($1)"],
  ["map_zip_with", "(map(K, A), map(K, B), (K, A, B) => R) -> map(K, R)", mapZipWith],
  ["transform_keys", "(map(K, V), (K, V) => U) -> map(U, V)", mapCalls.keys],
  ["transform_values", "(map(K, V), (K, V) => U) -> map(K, U)", mapCalls.values],
]);

/** Names of the two fields of the entries, as DuckDB text. */
function entryFields(call: EmitCall): readonly [string, string] {
  const type = call.args[0]?.type;
  const fields = type?.kind === "array" && type.element.kind === "row" ? type.element.fields : [];
  const names = fields.map((field, index) => `"${(field.name ?? `field${index}`).replaceAll('"', '""')}"`);
  return [names[0] ?? '"field0"', names[1] ?? '"field1"'];
}

function mapFromEntries(call: EmitCall): string {
  const [key, value] = entryFields(call);
  return `map_from_entries(list_transform(${sql(call, 0)}, lambda athena_m: {'k': athena_m.${key}, 'v': athena_m.${value}}))`;
}

function multimapFromEntries(call: EmitCall): string {
  const [key, value] = entryFields(call);
  const entries = sql(call, 0);
  return `map_from_entries(list_transform(athena_distinct(list_transform(${entries}, lambda athena_m: athena_m.${key})), lambda athena_k: {'k': athena_k, 'v': list_transform(list_filter(${entries}, lambda athena_m: athena_m.${key} = athena_k), lambda athena_m: athena_m.${value})}))`;
}
