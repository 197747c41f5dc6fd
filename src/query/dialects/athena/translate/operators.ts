/** Arithmetic and comparison after Trino's rules for types: whole-number division, exact decimals, dates with intervals. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlError, SqlPosition } from "../../shared/sql-error.ts";
import type { ArithmeticOperator, ComparisonOperator } from "../syntax.ts";
import { duckdbTypeOf } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import {
  BOOLEAN,
  DAY_INTERVAL,
  decimalOf,
  decimalOfInteger,
  displayType,
  isDateTime,
  isInteger,
  isInterval,
  isNumeric,
} from "../types/athena-type.ts";
import { commonType } from "../types/coercion.ts";
import { coerce } from "./casts.ts";
import { decimalOfUnscaled, unscaled } from "./decimal-text.ts";
import { raiseText, typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { comparable } from "./window-translator.ts";

function divisionByZero(type: AthenaType): string {
  return raiseText("DIVISION_BY_ZERO: Division by zero", duckdbTypeOf(type));
}

function cannotApply(operator: string, left: AthenaType, right: AthenaType, position: SqlPosition): SqlError {
  return sqlErrorAt(
    "TYPE_MISMATCH",
    position,
    `Cannot apply operator: ${displayType(left)} ${operator} ${displayType(right)}`,
  );
}

/** @throws {SqlError} TYPE_MISMATCH */
export function arithmetic(operator: ArithmeticOperator, left: Typed, right: Typed, position: SqlPosition): Typed {
  const temporal = temporalArithmetic(operator, left, right, position);
  if (temporal !== undefined) return temporal;
  const isUsable = (type: AthenaType): boolean => isNumeric(type) || type.kind === "unknown";
  const common = commonType(left.type, right.type);
  if (!isUsable(left.type) || !isUsable(right.type) || common === undefined || common.kind === "unknown")
    throw cannotApply(operator, left.type, right.type, position);
  if (common.kind === "decimal") return decimalArithmetic(operator, left, right);
  const [a, b] = [coerce(left, common).sql, coerce(right, common).sql];
  if (operator === "/" && isInteger(common))
    return typed(`(${guardZero(right, b, { quotient: `${a} // ${b}`, type: common })})`, common);
  if (operator === "%" && isInteger(common))
    return typed(`(${guardZero(right, b, { quotient: `${a} % ${b}`, type: common })})`, common);
  if (operator === "/") return typed(`(${a} / ${b})`, common);
  return typed(`(${a} ${operator} ${b})`, common);
}

/** Trino raises where DuckDB gives NULL. A literal divisor is checked here. */
function guardZero(
  divisor: Typed,
  divisorSql: string,
  { quotient, type }: { readonly quotient: string; readonly type: AthenaType },
): string {
  if (typeof divisor.constant === "bigint" && divisor.constant !== 0n) return quotient;
  return `CASE WHEN ${divisorSql} = 0 THEN ${divisionByZero(type)} ELSE ${quotient} END`;
}

type DecimalType = Extract<AthenaType, { kind: "decimal" }>;

function asDecimal(type: AthenaType): DecimalType {
  const decimal = isInteger(type) ? decimalOfInteger(type) : type;
  return decimal.kind === "decimal" ? decimal : { kind: "decimal", precision: 38, scale: 0 };
}

/** Precision and scale of results: https://trino.io/docs/current/functions/decimal.html (read 2026-11-23). */
function decimalArithmetic(operator: ArithmeticOperator, left: Typed, right: Typed): Typed {
  const [a, b] = [asDecimal(left.type), asDecimal(right.type)];
  const scale = Math.max(a.scale, b.scale);
  const cast = (value: Typed, type: AthenaType): string => `CAST(${value.sql} AS ${duckdbTypeOf(type)})`;
  switch (operator) {
    case "+":
    case "-": {
      const result = decimalOf(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
      // Both operands are widened first, because DuckDB keeps sums of short decimals short and fails when they do not fit.
      return typed(`CAST(${cast(left, result)} ${operator} ${cast(right, result)} AS ${duckdbTypeOf(result)})`, result);
    }
    case "*": {
      const result = decimalOf(a.precision + b.precision, a.scale + b.scale);
      const wide = a.precision + b.precision > 18 ? decimalOf(Math.max(19, a.precision), a.scale) : a;
      return typed(`CAST(${cast(left, wide)} * ${cast(right, b)} AS ${duckdbTypeOf(result)})`, result);
    }
    case "/": {
      const result = decimalOf(a.precision + b.scale + Math.max(b.scale - a.scale, 0), scale);
      const numerator = `${unscaled(left.sql, a.scale)} * ${10n ** BigInt(scale + b.scale - a.scale)}`;
      const quotient = `athena_divide_round(${numerator}, ${unscaled(right.sql, b.scale)})`;
      return typed(
        `CAST(CASE WHEN ${right.sql} = 0 THEN ${divisionByZero(decimalOf(38, scale))} ELSE ${decimalOfUnscaled(quotient, scale)} END AS ${duckdbTypeOf(result)})`,
        result,
      );
    }
    case "%": {
      const result = decimalOf(Math.min(b.precision - b.scale, a.precision - a.scale) + scale, scale);
      return typed(
        `CAST(CASE WHEN ${right.sql} = 0 THEN ${divisionByZero(decimalOf(38, scale))} ELSE ${cast(left, decimalOf(38, scale))} % ${cast(right, decimalOf(38, scale))} END AS ${duckdbTypeOf(result)})`,
        result,
      );
    }
  }
}

function temporalArithmetic(
  operator: ArithmeticOperator,
  left: Typed,
  right: Typed,
  position: SqlPosition,
): Typed | undefined {
  if (operator === "+" && isInterval(left.type) && isDateTime(right.type)) return shift("+", right, left);
  if ((operator === "+" || operator === "-") && isDateTime(left.type) && isInterval(right.type))
    return shift(operator, left, right);
  if ((operator === "+" || operator === "-") && isInterval(left.type) && left.type.kind === right.type.kind)
    return typed(`(${left.sql} ${operator} ${right.sql})`, left.type);
  if (
    (operator === "+" || operator === "-") &&
    left.type.kind === "time" &&
    right.type.kind === "interval day to second"
  )
    return typed(`(${left.sql} ${operator} ${right.sql})`, left.type);
  if (operator === "-" && isDateTime(left.type) && isDateTime(right.type)) return difference(left, right);
  const [interval, number] = isInterval(left.type) ? [left, right] : [right, left];
  if (operator === "*" && isInterval(interval.type) && isNumeric(number.type))
    return typed(`(${interval.sql} * ${number.sql})`, interval.type);
  if (operator === "/" && interval === left && isInterval(left.type) && isNumeric(right.type))
    return typed(`(${left.sql} / ${right.sql})`, left.type);
  if (isInterval(left.type) || isInterval(right.type) || isDateTime(left.type) || isDateTime(right.type)) {
    if (left.type.kind !== "unknown" && right.type.kind !== "unknown")
      throw cannotApply(operator, left.type, right.type, position);
  }
  return undefined;
}

function shift(operator: "+" | "-", moment: Typed, interval: Typed): Typed {
  switch (moment.type.kind) {
    case "date":
      return typed(`CAST(${moment.sql} ${operator} ${interval.sql} AS DATE)`, moment.type);
    case "timestamp":
      return typed(`(${moment.sql} ${operator} ${interval.sql})`, {
        kind: "timestamp",
        precision: Math.max(3, moment.type.precision),
      });
    default:
      return typed(
        `${zonedShift(interval.type)}(${moment.sql}, ${operator === "-" ? "-" : ""}${interval.sql})`,
        moment.type,
      );
  }
}

/** Seconds are added to the instant, months to the zone's calendar. */
function zonedShift(interval: AthenaType): string {
  return interval.kind === "interval day to second" ? "athena_zoned_shift" : "athena_zoned_add";
}

function difference(left: Typed, right: Typed): Typed {
  const timestamp = (value: Typed): string =>
    value.type.kind === "date" ? `CAST(${value.sql} AS TIMESTAMP)` : comparable(value);
  return typed(`(${timestamp(left)} - ${timestamp(right)})`, DAY_INTERVAL);
}

/** Both sides in the type they meet in. @throws {SqlError} TYPE_MISMATCH */
export function meet(left: Typed, right: Typed, operator: string, position: SqlPosition): readonly [Typed, Typed] {
  const common = commonType(left.type, right.type);
  if (common === undefined) throw cannotApply(operator, left.type, right.type, position);
  return [coerce(left, common), coerce(right, common)];
}

export function comparison(operator: ComparisonOperator, left: Typed, right: Typed, position: SqlPosition): Typed {
  const [a, b] = meet(left, right, operator, position);
  return typed(`(${comparable(a)} ${operator} ${comparable(b)})`, BOOLEAN);
}

/** The type all values meet in; for CASE, COALESCE, IN, ARRAY and the like. */
export function commonOf(values: readonly Typed[], what: string, position: SqlPosition): AthenaType {
  let common: AthenaType = { kind: "unknown" };
  for (const value of values) {
    const next = commonType(common, value.type);
    if (next === undefined)
      throw sqlErrorAt(
        "TYPE_MISMATCH",
        position,
        `All ${what} must be the same type or coercible to a common type. Cannot find common type between ${displayType(common)} and ${displayType(value.type)}`,
      );
    common = next;
  }
  return common;
}
