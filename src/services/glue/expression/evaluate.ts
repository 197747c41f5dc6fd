/**
 * Whether a partition fits an expression, in SQL's three-valued logic: a test of an unknown value is unknown, and only what is true fits. Hive writes
 * the missing value as `__HIVE_DEFAULT_PARTITION__`; text columns may still be compared with that very text.
 */
import { invalidState } from "../errors.ts";
import type { BoundColumn, BoundExpression } from "./bind.ts";
import type { TypedValue } from "./column-types.ts";
import type { CompareOperator } from "./parse.ts";

export const HIVE_DEFAULT_PARTITION = "__HIVE_DEFAULT_PARTITION__";

const COMPARISONS: Readonly<Record<CompareOperator, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

/**
 * `values` are the partition's values in the order of the partition keys.
 *
 * @throws InvalidStateException when a value is not of its column's type
 */
export function matchesExpression(expression: BoundExpression, values: readonly string[]): boolean {
  return evaluate(expression, values) === true;
}

/** Undefined stands for unknown. */
function evaluate(expression: BoundExpression, values: readonly string[]): boolean | undefined {
  switch (expression.kind) {
    case "and":
      return combine(expression.terms, values, false);
    case "or":
      return combine(expression.terms, values, true);
    case "not": {
      const result = evaluate(expression.term, values);
      return result === undefined ? undefined : !result;
    }
    case "is-null":
      return (values[expression.column.index] ?? HIVE_DEFAULT_PARTITION) === HIVE_DEFAULT_PARTITION;
    default:
      return evaluatePredicate(expression, values);
  }
}

/** AND stops at the first false, OR at the first true; unknown wins over the rest. */
function combine(terms: readonly BoundExpression[], values: readonly string[], stopAt: boolean): boolean | undefined {
  let isUnknown = false;
  for (const term of terms) {
    const result = evaluate(term, values);
    if (result === stopAt) return stopAt;
    if (result === undefined) isUnknown = true;
  }
  return isUnknown ? undefined : !stopAt;
}

type Predicate = Extract<BoundExpression, { kind: "compare" | "in" | "between" | "like" }>;

function evaluatePredicate(predicate: Predicate, values: readonly string[]): boolean | undefined {
  const value = valueOf(predicate.column, values);
  if (value === undefined) return undefined;
  const { compare } = predicate.column.type;
  switch (predicate.kind) {
    case "compare":
      return COMPARISONS[predicate.operator](compare(value, predicate.value));
    case "in":
      return predicate.values.some((candidate) => compare(value, candidate) === 0);
    case "between":
      return compare(value, predicate.low) >= 0 && compare(value, predicate.high) <= 0;
    case "like":
      return matchesLike(Array.from(String(value)), Array.from(predicate.pattern));
  }
}

function valueOf(column: BoundColumn, values: readonly string[]): TypedValue | undefined {
  const text = values[column.index] ?? HIVE_DEFAULT_PARTITION;
  const value = column.type.parse(text);
  if (value === undefined && text !== HIVE_DEFAULT_PARTITION) throw invalidState(column.type.refusal(text));
  return value;
}

/** SQL LIKE: `%` any text, `_` one character, no escape. Greedy with one point of return: at most text x pattern steps. */
export function matchesLike(text: readonly string[], pattern: readonly string[]): boolean {
  let [textIndex, patternIndex, retryText, retryPattern] = [0, 0, -1, -1];
  while (textIndex < text.length) {
    const wanted = pattern[patternIndex];
    if (wanted === "%") {
      retryPattern = ++patternIndex;
      retryText = textIndex;
    } else if (wanted === "_" || wanted === text[textIndex]) {
      textIndex += 1;
      patternIndex += 1;
    } else if (retryPattern >= 0) {
      patternIndex = retryPattern;
      textIndex = ++retryText;
    } else {
      return false;
    }
  }
  return pattern.slice(patternIndex).every((rest) => rest === "%");
}
