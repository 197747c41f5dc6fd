/**
 * The five operations on numbers. Integers have 64 bits and divide without a rest; a float makes the result a float, a decimal makes an integer a decimal (PartiQL's rules; of
 * a decimal with a float AWS says nothing, a float is assumed).
 */
import { selectError } from "../select-error.ts";
import type { ArithmeticOperator } from "../sql/syntax.ts";
import {
  addDecimals,
  type Decimal,
  divideDecimals,
  multiplyDecimals,
  negateDecimal,
  remainderOfDecimals,
} from "../values/decimal.ts";
import { isInt64, isNumeric, isUnknown, type Numeric, toDecimal, type Value } from "../values/value.ts";

/** @throws {IncorrectSqlFunctionArgumentType} 400 for what is no number  @throws {IntegerOverflow} 400  @throws {ExternalEvalException} 400 for a division by zero */
export function calculate(operator: ArithmeticOperator, a: Value, b: Value): Value {
  if (isUnknown(a) || isUnknown(b)) return null;
  const left = numeric(a);
  const right = numeric(b);
  if (typeof left === "bigint" && typeof right === "bigint") return calculateInts(operator, left, right);
  if (typeof left === "number" || typeof right === "number")
    return calculateFloats(operator, Number(left), Number(right));
  return calculateDecimals(operator, exact(left), exact(right));
}

export function negate(value: Value): Value {
  if (isUnknown(value)) return null;
  const number = numeric(value);
  if (typeof number === "bigint") return int64(-number);
  return typeof number === "number" ? -number : negateDecimal(number);
}

export function numeric(value: Value): Numeric {
  if (!isNumeric(value)) throw selectError("IncorrectSqlFunctionArgumentType");
  return value;
}

export function int64(value: bigint): bigint {
  if (!isInt64(value)) throw selectError("IntegerOverflow");
  return value;
}

export function finite(value: number): number {
  if (!Number.isFinite(value)) throw selectError("ExternalEvalException", "A floating-point result is not a number.");
  return value;
}

export function exact(value: Numeric): Decimal {
  const decimal = toDecimal(value);
  if (decimal === undefined) throw selectError("ExternalEvalException", "A floating-point value is not a number.");
  return decimal;
}

function divisionByZero(): Error {
  return selectError("ExternalEvalException", "Division by zero in the SQL expression.");
}

function calculateInts(operator: ArithmeticOperator, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return int64(a + b);
    case "-":
      return int64(a - b);
    case "*":
      return int64(a * b);
    default:
      if (b === 0n) throw divisionByZero();
      return operator === "/" ? int64(a / b) : a % b;
  }
}

function calculateFloats(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case "+":
      return finite(a + b);
    case "-":
      return finite(a - b);
    case "*":
      return finite(a * b);
    default:
      if (b === 0) throw divisionByZero();
      return finite(operator === "/" ? a / b : a % b);
  }
}

function calculateDecimals(operator: ArithmeticOperator, a: Decimal, b: Decimal): Decimal {
  switch (operator) {
    case "+":
      return addDecimals(a, b);
    case "-":
      return addDecimals(a, negateDecimal(b));
    case "*":
      return multiplyDecimals(a, b);
    default: {
      const result = operator === "/" ? divideDecimals(a, b) : remainderOfDecimals(a, b);
      if (result === undefined) throw divisionByZero();
      return result;
    }
  }
}
