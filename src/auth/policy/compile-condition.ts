/**
 * One key of a `Condition` block, ready for matching: the comparison of values, the set operators, `IfExists`, and what a missing key means.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import type { CompiledCondition } from "./compiled-policy.ts";
import { type ParsedOperator, parseConditionOperator } from "./condition-operators.ts";
import type { PolicyCondition } from "./policy-document.ts";
import type { ContextKeys } from "./policy-request.ts";
import type { PatternTest } from "./text-pattern.ts";
import { compileValue } from "./value-tests.ts";

export function compileCondition(condition: PolicyCondition, hasVariables: boolean): CompiledCondition {
  const { operator, key, values } = condition;
  const parsed = parseConditionOperator(operator);
  // A stored policy has passed the parser; an operator that it does not know can only come from a newer program.
  const test = parsed === undefined ? () => false : compileTest(parsed, values, hasVariables);
  const lowerKey = key.toLowerCase();
  return { operator, key, values, holds: (context) => test(presentValue(context, lowerKey), context) };
}

type Present = string | readonly string[] | undefined;
type ConditionTest = (value: Present, context: ContextKeys) => boolean;

// AWS: a set without members is the same as no key ("null data set").
function presentValue(context: ContextKeys, key: string): Present {
  const value = context.get(key);
  return typeof value !== "string" && value?.length === 0 ? undefined : value;
}

function compileTest(operator: ParsedOperator, values: readonly string[], hasVariables: boolean): ConditionTest {
  if (operator.family === "null") return nullTest(values);
  const tests = values.map((value) => compileValue(operator, value, hasVariables));
  const fits = oneFits(tests, operator.isNegated);
  const whenMissing = missingAnswer(operator);
  return (value, context) => {
    if (value === undefined) return whenMissing;
    if (typeof value === "string") return fits(value, context);
    if (operator.quantifier === "ForAllValues") return value.every((one) => fits(one, context));
    if (operator.quantifier === "ForAnyValue") return value.some((one) => fits(one, context));
    // AWS leaves open what a set means without a set operator; Lakebed asks whether any member matches, and negates that.
    return operator.isNegated ? value.every((one) => fits(one, context)) : value.some((one) => fits(one, context));
  };
}

/** Any of the values for plain operators, none of them for negated ones. */
function oneFits(tests: readonly PatternTest[], isNegated: boolean): PatternTest {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) {
    return isNegated ? (text, context) => !only(text, context) : only;
  }
  return (text, context) => tests.some((test) => test(text, context)) !== isNegated;
}

/**
 * AWS: `ForAnyValue` needs a value, also with `IfExists`, which is asked of each value and not of the key (measured by the authors of
 * https://iam.cloudcopilot.io/resources/operators/ForAnyValue:StringLikeIfExists, read 2026-11-23).
 */
function missingAnswer({ quantifier, isIfExists, isNegated }: ParsedOperator): boolean {
  if (quantifier !== undefined) return quantifier === "ForAllValues";
  return isIfExists || isNegated;
}

function nullTest(values: readonly string[]): ConditionTest {
  const wantsMissing = values.some((value) => value.toLowerCase() === "true");
  const wantsPresent = values.some((value) => value.toLowerCase() === "false");
  return (value) => (value === undefined ? wantsMissing : wantsPresent);
}
