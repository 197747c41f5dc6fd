/**
 * The parameters that were there before expressions (Expected, QueryFilter, ScanFilter, KeyConditions), as bound conditions: from here on there is one form only.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html (read 2026-11-29)
 */
import { type AttributeValue, typeOf, valueOf } from "../values/attribute-value.ts";
import { problemOfValue } from "../values/check-value.ts";
import { compareValues } from "../values/compare-values.ts";
import type { BoundCondition, BoundOperand, Comparator } from "./syntax.ts";
import { problem } from "./problem.ts";

/** `{ComparisonOperator, AttributeValueList}` of KeyConditions and filters. */
export interface LegacyCondition {
  readonly ComparisonOperator?: string | undefined;
  readonly AttributeValueList?: readonly object[] | undefined;
}

export interface LegacyExpectation extends LegacyCondition {
  readonly Value?: object | undefined;
  readonly Exists?: boolean | undefined;
}

const INVALID = "One or more parameter values were invalid: ";
const COMPARATORS: Readonly<Record<string, Comparator>> = { EQ: "=", NE: "<>", LE: "<=", LT: "<", GE: ">=", GT: ">" };

/** Values that an operator takes: one unless it is here. */
const VALUE_COUNTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  IN: [1, Number.POSITIVE_INFINITY],
  BETWEEN: [2, 2],
};

const ORDERED: ReadonlySet<string> = new Set(["LE", "LT", "GE", "GT", "CONTAINS", "NOT_CONTAINS", "IN", "BETWEEN"]);

/** What `operator` may be used with: scalars where there is an order, texts and binary for beginnings, anything for EQ and NE. */
function takesType(operator: string, type: string): boolean {
  if (operator === "BEGINS_WITH") return type === "S" || type === "B";
  return !ORDERED.has(operator) || type === "S" || type === "N" || type === "B";
}

/** @throws {ExpressionProblem} in the order of AWS's checks */
export function legacyValues({
  ComparisonOperator: operator = "",
  AttributeValueList: list = [],
}: LegacyCondition): readonly AttributeValue[] {
  const values = list.map(valueOf);
  for (const value of values) refuse(problemOfValue(value));
  const [least, most] = VALUE_COUNTS[operator] ?? [1, 1];
  if (values.length < least || values.length > most)
    throw problem(`${INVALID}Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  const [first] = values;
  if (first === undefined) return values;
  const type = typeOf(first);
  if (values.some((value) => typeOf(value) !== type))
    throw problem(`${INVALID}AttributeValues inside AttributeValueList must be of same type`);
  if (!takesType(operator, type))
    throw problem(`${INVALID}ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`);
  const [low, high] = values;
  if (operator === "BETWEEN" && low !== undefined && high !== undefined && (compareValues(low, high) ?? 0) > 0)
    throw problem("The BETWEEN condition was provided a range where the lower bound is greater than the upper bound");
  return values;
}

function refuse(found: string | undefined): void {
  if (found !== undefined) throw problem(found);
}

/** Filters of Query and Scan. @throws {ExpressionProblem} */
export function filterCondition(
  filter: Readonly<Record<string, LegacyCondition>>,
  conditionalOperator: string | undefined,
): BoundCondition | undefined {
  const terms = Object.entries(filter).map(([name, condition]) =>
    testOf(name, condition.ComparisonOperator ?? "EQ", legacyValues(condition)),
  );
  return joined(terms, conditionalOperator);
}

/** @throws {ExpressionProblem} */
export function expectedCondition(
  expected: Readonly<Record<string, LegacyExpectation>>,
  conditionalOperator: string | undefined,
): BoundCondition | undefined {
  const terms = Object.entries(expected).map(([name, expectation]) => expectationOf(name, expectation));
  return joined(terms, conditionalOperator);
}

function joined(terms: readonly BoundCondition[], conditionalOperator: string | undefined): BoundCondition | undefined {
  if (terms.length < 2) return terms[0];
  return { kind: conditionalOperator === "OR" ? "or" : "and", terms };
}

function expectationOf(name: string, expectation: LegacyExpectation): BoundCondition {
  const { ComparisonOperator: operator, AttributeValueList: list, Value: given, Exists: exists } = expectation;
  if (list !== undefined && given !== undefined)
    throw problem(`${INVALID}Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  if (operator !== undefined) {
    if (exists !== undefined)
      throw problem(`${INVALID}Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    if (list === undefined && given === undefined && operator !== "NULL" && operator !== "NOT_NULL") {
      throw problem(
        `${INVALID}Value or AttributeValueList must be used with ComparisonOperator: ${operator} for Attribute: ${name}`,
      );
    }
    const values = given === undefined ? list : [given];
    return testOf(name, operator, legacyValues({ ComparisonOperator: operator, AttributeValueList: values }));
  }
  if (list !== undefined)
    throw problem(`${INVALID}AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
  if (exists === false) {
    if (given !== undefined)
      throw problem(`${INVALID}Value cannot be used when Exists is false for Attribute: ${name}`);
    return testOf(name, "NULL", []);
  }
  if (given === undefined)
    throw problem(`${INVALID}Value must be provided when Exists is ${exists ?? "null"} for Attribute: ${name}`);
  const value = valueOf(given);
  refuse(problemOfValue(value));
  return testOf(name, "EQ", [value]);
}

function testOf(name: string, operator: string, values: readonly AttributeValue[]): BoundCondition {
  const attribute: BoundOperand = { kind: "path", path: [name] };
  const operands = values.map((value): BoundOperand => ({ kind: "value", value }));
  const [first = attribute, second = attribute] = operands;
  const comparator = COMPARATORS[operator];
  if (comparator !== undefined) return { kind: "compare", comparator, left: attribute, right: first };
  const call = (called: string): BoundCondition => ({
    kind: "function",
    name: called,
    operands: [attribute, ...operands],
  });
  switch (operator) {
    case "NULL":
      return call("attribute_not_exists");
    case "NOT_NULL":
      return call("attribute_exists");
    case "IN":
      return { kind: "in", operand: attribute, options: operands };
    case "BETWEEN":
      return { kind: "between", operand: attribute, low: first, high: second };
    case "NOT_CONTAINS":
      return { kind: "not", term: call("contains") };
    case "CONTAINS":
      return call("contains");
    default:
      return call("begins_with");
  }
}
