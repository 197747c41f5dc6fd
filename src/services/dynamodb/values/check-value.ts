/**
 * What an attribute value may be: exactly one type, numbers in range, sets that are sets, at most 32 levels. Returns AWS's own words for what is wrong, because the place where a
 * value stands decides how they are said. Numbers become canonical on the way, in the value itself: it came from the wire and belongs to this request.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html (read 2026-11-29); the words are those that AWS was recorded with in
 * paritysuite/dynamodb-conformance (tests/tier3/error-messages, read 2026-11-29)
 */
import { NESTING_LEVELS_MAX } from "../limits.ts";
import type { AttributeValue, Item } from "./attribute-value.ts";
import { canonicalNumber, type NumberProblem } from "./numbers.ts";

const INVALID = "One or more parameter values were invalid: ";
const EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const SEVERAL =
  "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
const TOO_DEEP =
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";

type Draft = { -readonly [Type in keyof AttributeValue]: AttributeValue[Type] };

/** The first problem of an item's attributes, or undefined. */
export function problemOfItem(item: Item): string | undefined {
  for (const name in item) {
    const value = item[name];
    const problem = value === undefined ? undefined : problemOfValue(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The problem of one value, or undefined. `level` is 1 for an attribute of an item. */
export function problemOfValue(value: AttributeValue, level = 1): string | undefined {
  let types = 0;
  for (const type in value) {
    types += 1;
    const problem = CHECKS[type]?.(value, level);
    if (problem !== undefined) return problem;
  }
  if (types === 1) return undefined;
  return types === 0 ? EMPTY : SEVERAL;
}

type Check = (value: Draft, level: number) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  N: (value) => {
    const number = canonicalNumber(value.N ?? "");
    if ("problem" in number) return numberProblem(value.N ?? "", number.problem);
    value.N = number.text;
    return undefined;
  },
  NULL: ({ NULL: isNull }) =>
    isNull === true ? undefined : `${INVALID}Null attribute value types must have the value of true`,
  SS: ({ SS: texts = [] }) => {
    // AWS: the two spaces and the article are its own.
    if (texts.length === 0) return `${INVALID}An string set  may not be empty`;
    return hasDuplicate(texts) ? `${INVALID}Input collection ${listed(texts)} contains duplicates.` : undefined;
  },
  NS: checkNumberSet,
  BS: ({ BS: texts = [] }) => {
    if (texts.length === 0) return `${INVALID}Binary sets should not be empty`;
    return hasDuplicate(texts)
      ? `${INVALID}Input collection ${listed(texts)}of type BS contains duplicates.`
      : undefined;
  },
  L: ({ L: values = [] }, level) => {
    if (level >= NESTING_LEVELS_MAX) return TOO_DEEP;
    for (const value of values) {
      const problem = problemOfValue(value, level + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
  M: ({ M: map = {} }, level) => {
    if (level >= NESTING_LEVELS_MAX) return TOO_DEEP;
    for (const name in map) {
      const value = map[name];
      const problem = value === undefined ? undefined : problemOfValue(value, level + 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  },
};

function checkNumberSet(value: Draft): string | undefined {
  const { NS: texts = [] } = value;
  if (texts.length === 0) return `${INVALID}An number set  may not be empty`;
  const numbers: string[] = [];
  for (const text of texts) {
    const number = canonicalNumber(text);
    if ("problem" in number) return numberProblem(text, number.problem);
    numbers.push(number.text);
  }
  value.NS = numbers;
  return hasDuplicate(numbers) ? "Input collection contains duplicates" : undefined;
}

function numberProblem(text: string, problem: NumberProblem): string {
  switch (problem) {
    case "syntax":
      return `The parameter cannot be converted to a numeric value${text === "" ? "" : `: ${text}`}`;
    case "overflow":
      return NUMBER_OVERFLOW;
    case "underflow":
      return "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    case "precision":
      return "Attempting to store more than 38 significant digits in a Number";
  }
}

export const NUMBER_OVERFLOW =
  "Number overflow. Attempting to store a number with magnitude larger than supported range";

function hasDuplicate(texts: readonly string[]): boolean {
  return texts.length > 1 && new Set(texts).size < texts.length;
}

// AWS: members stand in quotation marks (captured in us-east-1 on 2026-09-20; older Regions wrote [a, a]).
function listed(texts: readonly string[]): string {
  return `[${texts.map((text) => `"${text}"`).join(", ")}]`;
}
