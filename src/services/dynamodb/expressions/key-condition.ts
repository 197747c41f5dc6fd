/**
 * What a key condition asks of each key attribute: at most one test each, joined by AND, on whole attributes. Which attributes are keys, and which tests those may have, the
 * table says (`items/key-range.ts`).
 */
import type { AttributeValue } from "../values/attribute-value.ts";
import { legacyValues, type LegacyCondition } from "./legacy-conditions.ts";
import { problem } from "./problem.ts";
import type { BoundCondition, BoundOperand } from "./syntax.ts";

/** In the words of the older parameters. */
export interface KeyTest {
  readonly operator: string;
  readonly values: readonly AttributeValue[];
}

export type KeyTests = ReadonlyMap<string, KeyTest>;

const OPERATORS: Readonly<Record<string, string>> = { "=": "EQ", "<": "LT", "<=": "LE", ">": "GT", ">=": "GE" };
/** The same test with its sides exchanged. */
const EXCHANGED: Readonly<Record<string, string>> = { EQ: "EQ", LT: "GT", LE: "GE", GT: "LT", GE: "LE" };

/** @throws {ExpressionProblem} in AWS's words, which name the parameter themselves */
export function keyTests(condition: BoundCondition): KeyTests {
  const tests = new Map<string, KeyTest>();
  collect(condition, tests);
  return tests;
}

export function legacyKeyTests(conditions: Readonly<Record<string, LegacyCondition>>): KeyTests {
  const tests = new Map<string, KeyTest>();
  for (const [name, condition] of Object.entries(conditions))
    tests.set(name, { operator: condition.ComparisonOperator ?? "", values: legacyValues(condition) });
  return tests;
}

function collect(condition: BoundCondition, tests: Map<string, KeyTest>): void {
  switch (condition.kind) {
    case "and":
      condition.terms.forEach((term) => collect(term, tests));
      return;
    case "or":
    case "not":
    case "in":
      throw invalidOperator(condition.kind.toUpperCase());
    case "between":
      if (condition.operand.kind === "value") throw notFirst("BETWEEN");
      note(tests, "BETWEEN", [condition.operand, condition.low, condition.high]);
      return;
    case "function":
      if (condition.name !== "begins_with") throw invalidOperator(condition.name);
      if (condition.operands[0]?.kind === "value") throw notFirst(condition.name);
      note(tests, "BEGINS_WITH", condition.operands);
      return;
    case "compare": {
      const operator = OPERATORS[condition.comparator];
      if (operator === undefined) throw invalidOperator(condition.comparator);
      const isExchanged = condition.left.kind === "value" && condition.right.kind !== "value";
      const operands = isExchanged ? [condition.right, condition.left] : [condition.left, condition.right];
      note(tests, isExchanged ? (EXCHANGED[operator] ?? operator) : operator, operands);
    }
  }
}

function note(tests: Map<string, KeyTest>, operator: string, [attribute, ...others]: readonly BoundOperand[]): void {
  if ([attribute, ...others].some((operand) => operand?.kind === "function"))
    throw problem("KeyConditionExpressions cannot contain nested operations");
  if (others.some(({ kind }) => kind === "path"))
    throw problem("Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition");
  if (attribute?.kind !== "path")
    throw problem("Invalid condition in KeyConditionExpression: No key attribute specified");
  if (attribute.path.length > 1) throw problem("KeyConditionExpressions cannot have conditions on nested attributes");
  const [name] = attribute.path;
  if (tests.has(name)) throw problem("KeyConditionExpressions must only contain one condition per key");
  const values = others.flatMap((operand) => (operand.kind === "value" ? [operand.value] : []));
  tests.set(name, { operator, values });
}

function invalidOperator(operator: string): Error {
  return problem(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function notFirst(operator: string): Error {
  return problem(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}
