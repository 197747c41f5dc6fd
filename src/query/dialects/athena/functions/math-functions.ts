/** Numbers: https://trino.io/docs/current/functions/math.html and bitwise.html (read 2026-11-23). */
import { raiseText } from "../translate/typed.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { decimalOf } from "../types/athena-type.ts";
import { rowsOf } from "./function-row.ts";
import type { EmitCall } from "./function-row.ts";

const NAN = "CAST('NaN' AS DOUBLE)";
const INFINITY = "CAST('Infinity' AS DOUBLE)";

/** Where Trino gives NaN or an infinity, DuckDB raises an error. */
function logarithm(name: string): string {
  return `CASE WHEN $1 < 0 THEN ${NAN} WHEN $1 = 0 THEN -${INFINITY} ELSE ${name}($1) END`;
}

function wholeDecimal(args: readonly AthenaType[]): AthenaType {
  const [type] = args;
  if (type?.kind !== "decimal") return type ?? { kind: "unknown" };
  return decimalOf(type.precision - type.scale + Math.min(type.scale, 1), 0);
}

function widerDecimal(args: readonly AthenaType[]): AthenaType {
  const [type] = args;
  return type?.kind === "decimal" ? decimalOf(type.precision + 1, type.scale) : (type ?? { kind: "unknown" });
}

const TYPE_BITS: Readonly<Record<string, bigint>> = { TINYINT: 8n, SMALLINT: 16n, INTEGER: 32n, BIGINT: 64n };

/** Bits that leave the type's width are lost and the highest one left is the sign; DuckDB's shift fails on both. */
function leftShift(call: EmitCall): string {
  const [value, shift] = call.args.map((arg) => arg.sql);
  const type = call.typeOf("I");
  const bits = TYPE_BITS[type] ?? 64n;
  const range = 1n << bits;
  const unsigned = `((CASE WHEN ${value} < 0 THEN CAST(${value} AS HUGEINT) + ${range} ELSE CAST(${value} AS HUGEINT) END) * CAST(pow(2, ${shift}) AS HUGEINT) % CAST(${range} AS HUGEINT))`;
  return `CAST(CASE WHEN ${shift} >= ${bits} THEN 0 WHEN ${unsigned} >= ${range / 2n} THEN ${unsigned} - ${range} ELSE ${unsigned} END AS ${type})`;
}

/** Shifts the bits of the type's own width, zeros coming in from the left. */
function logicalShift(call: EmitCall): string {
  const [value, shift] = call.args.map((arg) => arg.sql);
  const type = call.typeOf("I");
  const range = 1n << (TYPE_BITS[type] ?? 64n);
  return `CAST(CASE WHEN ${shift} = 0 THEN ${value} ELSE (CASE WHEN ${value} < 0 THEN CAST(${value} AS HUGEINT) + ${range} ELSE CAST(${value} AS HUGEINT) END) // CAST(pow(2, ${shift}) AS HUGEINT) END AS ${type})`;
}

export const MATH_FUNCTIONS = rowsOf("plain", [
  ["abs", "(N) -> N", "abs($1)"],
  ["cbrt", "(double) -> double", "CASE WHEN pow(round(cbrt($1)), 3) = $1 THEN round(cbrt($1)) ELSE cbrt($1) END"],
  ["ceil ceiling", "(I) -> I", "$1"],
  ["ceil ceiling", "(D) -> D", "CAST(ceil($1) AS $r)", wholeDecimal],
  ["ceil ceiling", "(real) -> real", "ceil($1)"],
  ["ceil ceiling", "(double) -> double", "ceil($1)"],
  ["floor", "(I) -> I", "$1"],
  ["floor", "(D) -> D", "CAST(floor($1) AS $r)", wholeDecimal],
  ["floor", "(real) -> real", "floor($1)"],
  ["floor", "(double) -> double", "floor($1)"],
  ["degrees", "(double) -> double", "degrees($1)"],
  ["radians", "(double) -> double", "radians($1)"],
  ["e", "() -> double", "exp(CAST(1 AS DOUBLE))"],
  ["pi", "() -> double", "pi()"],
  ["exp", "(double) -> double", "exp($1)"],
  ["ln", "(double) -> double", logarithm("ln")],
  ["log2", "(double) -> double", logarithm("log2")],
  ["log10", "(double) -> double", logarithm("log10")],
  ["log", "(double, double) -> double", `(${logarithm("ln").replaceAll("$1", "$2")} / ln($1))`],
  ["pow power", "(double, double) -> double", "pow($1, $2)"],
  ["sqrt", "(double) -> double", `CASE WHEN $1 < 0 THEN ${NAN} ELSE sqrt($1) END`],
  ["sign", "(I) -> I", "CAST(sign($1) AS $r)"],
  ["sign", "(D) -> D", "CAST(sign($1) AS $r)", () => decimalOf(1, 0)],
  ["sign", "(real) -> real", "CAST(CASE WHEN isnan($1) THEN $1 ELSE sign($1) END AS FLOAT)"],
  ["sign", "(double) -> double", "CAST(CASE WHEN isnan($1) THEN $1 ELSE sign($1) END AS DOUBLE)"],
  ["round", "(I) -> I", "$1"],
  ["round", "(I, integer) -> I", "CAST(round(CAST($1 AS DECIMAL(38,0)), $2) AS $r)"],
  ["round", "(D) -> D", "CAST(round($1) AS $r)", wholeDecimal],
  ["round", "(D, integer) -> D", "CAST(athena_round_decimal(CAST($1 AS $r), $2) AS $r)", widerDecimal],
  ["round", "(real) -> real", "round($1)"],
  ["round", "(real, integer) -> real", "CAST(round($1, $2) AS FLOAT)"],
  ["round", "(double) -> double", "round($1)"],
  ["round", "(double, integer) -> double", "round($1, $2)"],
  ["truncate", "(I) -> I", "$1"],
  ["truncate", "(D) -> D", "CAST(trunc($1) AS $r)", wholeDecimal],
  ["truncate", "(double) -> double", "trunc($1)"],
  ["truncate", "(real) -> real", "trunc($1)"],
  [
    "truncate",
    "(D, integer) -> D",
    "CAST(trunc(CAST($1 AS DECIMAL(38,10)) * CAST(pow(10, $2) AS DECIMAL(28,0))) / pow(10, $2) AS $r)",
    (args) => args[0] ?? decimalOf(38, 0),
  ],
  [
    "mod",
    "(I, I) -> I",
    `(CASE WHEN $2 = 0 THEN ${raiseText("DIVISION_BY_ZERO: Division by zero", "$r")} ELSE $1 % $2 END)`,
  ],
  [
    "mod",
    "(D, D) -> D",
    `(CASE WHEN $2 = 0 THEN ${raiseText("DIVISION_BY_ZERO: Division by zero", "$r")} ELSE $1 % $2 END)`,
  ],
  ["mod", "(double, double) -> double", "($1 % $2)"],
  ["random rand", "() -> double", "random()"],
  ["random rand", "(I) -> I", "CAST(floor(random() * $1) AS $r)"],
  ["random rand", "(I, I) -> I", "CAST($1 + floor(random() * ($2 - $1)) AS $r)"],
  ["width_bucket", "(double, double, double, integer) -> bigint", "athena_width_bucket($1, $2, $3, $4)"],
  [
    "width_bucket",
    "(double, array(double)) -> bigint",
    "CAST(len(list_filter($2, lambda athena_b: athena_b <= $1)) AS BIGINT)",
  ],
  ["acos", "(double) -> double", `CASE WHEN $1 BETWEEN -1 AND 1 OR $1 IS NULL THEN acos($1) ELSE ${NAN} END`],
  ["asin", "(double) -> double", `CASE WHEN $1 BETWEEN -1 AND 1 OR $1 IS NULL THEN asin($1) ELSE ${NAN} END`],
  ["atan", "(double) -> double", "atan($1)"],
  ["atan2", "(double, double) -> double", "atan2($1, $2)"],
  ["cos", "(double) -> double", "cos($1)"],
  ["cosh", "(double) -> double", "cosh($1)"],
  ["sin", "(double) -> double", "sin($1)"],
  ["sinh", "(double) -> double", "sinh($1)"],
  ["tan", "(double) -> double", "tan($1)"],
  ["tanh", "(double) -> double", "tanh($1)"],
  ["infinity", "() -> double", INFINITY],
  ["nan", "() -> double", NAN],
  ["is_finite", "(double) -> boolean", "isfinite($1)"],
  ["is_infinite", "(double) -> boolean", "isinf($1)"],
  ["is_nan", "(double) -> boolean", "isnan($1)"],
  [
    "to_base",
    "(bigint, bigint) -> varchar",
    "CASE WHEN $1 < 0 THEN '-' || lower(to_base(-$1, CAST($2 AS INTEGER))) ELSE lower(to_base($1, CAST($2 AS INTEGER))) END",
  ],
  ["from_base", "(varchar, bigint) -> bigint", "athena_from_base($1, $2)"],
  [
    "bit_count",
    "(bigint, bigint) -> bigint",
    "CAST(bit_count($1 & CAST((CAST(1 AS HUGEINT) << CAST($2 - 1 AS HUGEINT)) - 1 AS BIGINT)) + CASE WHEN $1 < 0 THEN 1 ELSE 0 END AS BIGINT)",
  ],
  ["bitwise_and", "(bigint, bigint) -> bigint", "($1 & $2)"],
  ["bitwise_or", "(bigint, bigint) -> bigint", "($1 | $2)"],
  ["bitwise_xor", "(bigint, bigint) -> bigint", "xor($1, $2)"],
  ["bitwise_not", "(bigint) -> bigint", "(~$1)"],
  ["bitwise_left_shift", "(I, I) -> I", leftShift],
  ["bitwise_right_shift", "(I, I) -> I", logicalShift],
  ["bitwise_right_shift_arithmetic", "(I, I) -> I", "($1 >> least($2, 63))"],
]);
