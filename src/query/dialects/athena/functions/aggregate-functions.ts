/**
 * Aggregates and window functions: https://trino.io/docs/current/functions/{aggregate,window}.html (read 2026-11-23).
 * DuckDB's sums are wider and its average of decimals is a double, so results are cast to Trino's types (a sum that does
 * not fit fails, as in Trino). Approximate functions may be exact.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { BIGINT, decimalOf } from "../types/athena-type.ts";
import { decimalOfUnscaled } from "../translate/decimal-text.ts";
import { rowsOf } from "./function-row.ts";
import type { EmitCall } from "./function-row.ts";

function sumType(args: readonly AthenaType[]): AthenaType {
  const [type] = args;
  return type?.kind === "decimal" ? decimalOf(38, type.scale) : BIGINT;
}

function decimalAverage(call: EmitCall): string {
  const type = call.args[0]?.type;
  const scale = type?.kind === "decimal" ? type.scale : 0;
  const quotient = `athena_divide_round(CAST(sum($d$1)$m * ${10n ** BigInt(scale)} AS HUGEINT), CAST(count($d$1)$m AS HUGEINT))`;
  return `CAST(${decimalOfUnscaled(quotient, scale)} AS $r)`;
}

function percentile(call: EmitCall): string {
  const [, fraction] = call.args;
  if (fraction === undefined)
    throw sqlErrorAt("INVALID_FUNCTION_ARGUMENT", call.position, "approx_percentile lacks its percentage");
  return "quantile_disc($d$1, $2)$m";
}

export const AGGREGATE_FUNCTIONS = rowsOf("aggregate", [
  ["any_value arbitrary", "(T) -> T", "any_value($1)$m"],
  ["array_agg", "(T) -> array(T)", "list($d$1$o)$m"],
  ["avg", "(D) -> D", decimalAverage],
  ["avg", "(I) -> double", "avg($d$1)$m"],
  ["avg", "(real) -> real", "CAST(avg($d$1)$m AS FLOAT)"],
  ["avg", "(double) -> double", "avg($d$1)$m"],
  [
    "avg",
    "(interval day to second) -> interval day to second",
    "to_microseconds(CAST(avg($d epoch_us($1))$m AS BIGINT))",
  ],
  ["bool_and every", "(boolean) -> boolean", "bool_and($1)$m"],
  ["bool_or", "(boolean) -> boolean", "bool_or($1)$m"],
  ["count", "(T) -> bigint", "count($d$1)$m"],
  ["count_if", "(boolean) -> bigint", "CAST(count_if($1)$m AS BIGINT)"],
  ["geometric_mean", "(double) -> double", "exp(avg(ln($1))$m)"],
  ["listagg", "(varchar) -> varchar", "string_agg($d$1, ''$o)$m"],
  ["listagg", "(varchar, varchar) -> varchar", "string_agg($d$1, $2$o)$m"],
  ["max", "(T) -> T", "max($1)$m"],
  ["min", "(T) -> T", "min($1)$m"],
  ["max", "(T, bigint) -> array(T)", "max($1, $2)$m"],
  ["min", "(T, bigint) -> array(T)", "min($1, $2)$m"],
  ["max_by", "(T, U) -> T", "arg_max_null($1, $2)$m"],
  ["min_by", "(T, U) -> T", "arg_min_null($1, $2)$m"],
  ["max_by", "(T, U, bigint) -> array(T)", "arg_max($1, $2, $3)$m"],
  ["min_by", "(T, U, bigint) -> array(T)", "arg_min($1, $2, $3)$m"],
  ["sum", "(I) -> bigint", "CAST(sum($d$1)$m AS BIGINT)", sumType],
  ["sum", "(D) -> D", "CAST(sum($d$1)$m AS $r)", sumType],
  ["sum", "(real) -> real", "CAST(sum($d$1)$m AS FLOAT)"],
  ["sum", "(double) -> double", "sum($d$1)$m"],
  [
    "sum",
    "(interval day to second) -> interval day to second",
    "to_microseconds(CAST(sum($d epoch_us($1))$m AS BIGINT))",
  ],
  ["bitwise_and_agg", "(bigint) -> bigint", "bit_and($1)$m"],
  ["bitwise_or_agg", "(bigint) -> bigint", "bit_or($1)$m"],
  ["bitwise_xor_agg", "(bigint) -> bigint", "bit_xor($1)$m"],
  ["approx_distinct", "(T) -> bigint", "CAST(approx_count_distinct($1)$m AS BIGINT)"],
  ["approx_distinct", "(T, double) -> bigint", "CAST(approx_count_distinct($1)$m AS BIGINT)"],
  ["approx_percentile", "(T, double) -> T", percentile],
  ["approx_percentile", "(T, array(double)) -> array(T)", percentile],
  ["corr", "(double, double) -> double", "corr($1, $2)$m"],
  ["covar_pop", "(double, double) -> double", "covar_pop($1, $2)$m"],
  ["covar_samp", "(double, double) -> double", "covar_samp($1, $2)$m"],
  ["kurtosis", "(double) -> double", "kurtosis($d$1)$m"],
  // DuckDB corrects for the sample, Trino does not.
  [
    "skewness",
    "(double) -> double",
    "(skewness($d$1)$m * (count($d$1)$m - 2) / sqrt(CAST(count($d$1)$m AS DOUBLE) * (count($d$1)$m - 1)))",
  ],
  ["regr_intercept", "(double, double) -> double", "regr_intercept($1, $2)$m"],
  ["regr_slope", "(double, double) -> double", "regr_slope($1, $2)$m"],
  ["stddev stddev_samp", "(double) -> double", "stddev_samp($d$1)$m"],
  ["stddev_pop", "(double) -> double", "stddev_pop($d$1)$m"],
  ["variance var_samp", "(double) -> double", "var_samp($d$1)$m"],
  ["var_pop", "(double) -> double", "var_pop($d$1)$m"],
  ["histogram", "(K) -> map(K, bigint)", "CAST(histogram($1)$m AS $r)"],
  ["map_agg", "(K, V) -> map(K, V)", "athena_map_agg(list({'k': $1, 'v': $2}$o)$m)"],
  ["map_union", "(map(K, V)) -> map(K, V)", "athena_map_union(list($1$o)$m)"],
  ["multimap_agg", "(K, V) -> map(K, array(V))", "athena_multimap_agg(list({'k': $1, 'v': $2}$o)$m)"],
]);

export const WINDOW_FUNCTIONS = rowsOf("window", [
  ["row_number", "() -> bigint", "row_number()$m"],
  ["rank", "() -> bigint", "rank()$m"],
  ["dense_rank", "() -> bigint", "dense_rank()$m"],
  ["percent_rank", "() -> double", "percent_rank()$m"],
  ["cume_dist", "() -> double", "cume_dist()$m"],
  ["ntile", "(bigint) -> bigint", "ntile($1)$m"],
  ["first_value", "(T) -> T", "first_value($1$n)$m"],
  ["last_value", "(T) -> T", "last_value($1$n)$m"],
  ["nth_value", "(T, bigint) -> T", "nth_value($1, $2$n)$m"],
  ["lag", "(T) -> T", "lag($1$n)$m"],
  ["lag", "(T, bigint) -> T", "lag($1, $2$n)$m"],
  ["lag", "(T, bigint, T) -> T", "lag($1, $2, $3$n)$m"],
  ["lead", "(T) -> T", "lead($1$n)$m"],
  ["lead", "(T, bigint) -> T", "lead($1, $2$n)$m"],
  ["lead", "(T, bigint, T) -> T", "lead($1, $2, $3$n)$m"],
]);
