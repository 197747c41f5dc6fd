/** The older parameters of a request, bound; their problems in the words of the operation. */
import type { Wording } from "../errors.ts";
import {
  expectedCondition,
  filterCondition,
  type LegacyCondition,
  type LegacyExpectation,
} from "../expressions/legacy-conditions.ts";
import { attributeUpdates, type LegacyUpdate } from "../expressions/legacy-updates.ts";
import { ExpressionProblem } from "../expressions/problem.ts";
import type { BoundCondition, BoundUpdate, Projection } from "../expressions/syntax.ts";

/** Runs a binding; what is wrong becomes the operation's refusal. @throws {ServiceError} ValidationException */
export function worded<T>(wording: Wording, bind: () => T): T {
  try {
    return bind();
  } catch (cause) {
    if (cause instanceof ExpressionProblem) throw wording(cause.message);
    throw cause;
  }
}

export function legacyCondition(
  {
    Expected: expected,
    ConditionalOperator: operator,
  }: {
    readonly Expected?: object | undefined;
    readonly ConditionalOperator?: string | undefined;
  },
  wording: Wording,
): BoundCondition | undefined {
  if (operator !== undefined && expected === undefined)
    throw wording("ConditionalOperator can only be used when Filter or Expected are specified");
  if (expected === undefined) return undefined;
  return worded(wording, () => expectedCondition(expected as Readonly<Record<string, LegacyExpectation>>, operator));
}

export function legacyFilter(
  filter: object | undefined,
  operator: string | undefined,
  wording: Wording,
): BoundCondition | undefined {
  if (filter === undefined) return undefined;
  return worded(wording, () => filterCondition(filter as Readonly<Record<string, LegacyCondition>>, operator));
}

export function legacyUpdate(updates: object | undefined, wording: Wording): BoundUpdate | undefined {
  if (updates === undefined) return undefined;
  return worded(wording, () => attributeUpdates(updates as Readonly<Record<string, LegacyUpdate>>));
}

export function legacyProjection(names: readonly string[] | undefined, wording: Wording): Projection | undefined {
  if (names === undefined) return undefined;
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined)
    throw wording(`One or more parameter values were invalid: Duplicate value in attribute name: ${duplicate}`);
  return names.map((name) => [name] as const);
}
