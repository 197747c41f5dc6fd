/**
 * A parsed condition with this request's names and values in it, and the checks that need them: numbers and types of operands, operands that are alike, bounds that
 * are the wrong way round. The first problem in the order of the text is the one that is reported.
 */
import type { AttributeValue } from "../values/attribute-value.ts";
import { typeOf } from "../values/attribute-value.ts";
import { compareValues } from "../values/compare-values.ts";
import { CONDITION_FUNCTIONS } from "./parse-condition.ts";
import type { Placeholders } from "./placeholders.ts";
import { problem } from "./problem.ts";
import {
  type BoundCondition,
  type BoundOperand,
  pathText,
  type WrittenCondition,
  type WrittenOperand,
} from "./syntax.ts";

export function bindCondition(condition: WrittenCondition, placeholders: Placeholders): BoundCondition {
  switch (condition.kind) {
    case "and":
    case "or":
      return { kind: condition.kind, terms: condition.terms.map((term) => bindCondition(term, placeholders)) };
    case "not":
      return { kind: "not", term: bindCondition(condition.term, placeholders) };
    case "function":
      return bindFunction(condition, placeholders);
    case "compare": {
      const left = bindOperand(condition.left, placeholders);
      const right = bindOperand(condition.right, placeholders);
      refuseSame(condition.comparator, [left, right]);
      refuseUnordered(condition.comparator, [left, right]);
      return { ...condition, left, right };
    }
    case "in": {
      const operand = bindOperand(condition.operand, placeholders);
      const options = condition.options.map((option) => bindOperand(option, placeholders));
      return { kind: "in", operand, options };
    }
    case "between": {
      const operand = bindOperand(condition.operand, placeholders);
      const low = bindOperand(condition.low, placeholders);
      const high = bindOperand(condition.high, placeholders);
      refuseBounds(low, high);
      return { kind: "between", operand, low, high };
    }
  }
}

function bindOperand(operand: WrittenOperand, placeholders: Placeholders): BoundOperand {
  switch (operand.kind) {
    case "path":
      return { kind: "path", path: placeholders.path(operand.path) };
    case "value":
      return { kind: "value", value: placeholders.value(operand.value) };
    case "function":
      return bindFunction(operand, placeholders);
  }
}

type BoundFunction = Extract<BoundOperand, { readonly kind: "function" }>;

function bindFunction(
  { name, operands }: Extract<WrittenOperand, { readonly kind: "function" }>,
  placeholders: Placeholders,
): BoundFunction {
  const bound = operands.map((operand) => bindOperand(operand, placeholders));
  const count = CONDITION_FUNCTIONS[name];
  if (count !== operands.length) {
    throw problem(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  }
  refuseSame(name, bound);
  checkOperandTypes(name, bound);
  return { kind: "function", name, operands: bound };
}

/** Names of types that `attribute_type` compares with. */
const TYPE_NAMES: ReadonlySet<string> = new Set(["S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"]);

function checkOperandTypes(name: string, operands: readonly BoundOperand[]): void {
  const [first, second] = operands;
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      if (first?.kind !== "path")
        throw problem(`Operator or function requires a document path; operator or function: ${name}`);
      return;
    case "begins_with":
      for (const operand of operands) {
        const type = immediateType(operand);
        if (type !== undefined && type !== "S" && type !== "B") throw incorrectType(name, type);
      }
      return;
    case "attribute_type": {
      const type = immediateType(second);
      // AWS: an operand whose type shows only in the item is named with all types.
      if (type !== "S") throw incorrectType(name, type ?? "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
      const asked = second?.kind === "value" ? (second.value.S ?? "") : "";
      if (TYPE_NAMES.has(asked)) return;
      throw problem(`Invalid attribute type name found; type: ${asked}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`);
    }
    case "size": {
      const type = immediateType(first);
      if (type === "N" || type === "BOOL" || type === "NULL") throw incorrectType(name, type);
    }
  }
}

function incorrectType(name: string, type: string): Error {
  return problem(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );
}

/** The type of an operand that is a value. */
export function immediateType(operand: BoundOperand | undefined): string | undefined {
  return operand?.kind === "value" ? typeOf(operand.value) : undefined;
}

function refuseSame(operator: string, [first, second]: readonly BoundOperand[]): void {
  if (first?.kind !== "path" || second?.kind !== "path") return;
  const text = pathText(first.path);
  if (text !== pathText(second.path)) return;
  throw problem(
    `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${text}`,
  );
}

// AWS: values of types without an order are refused where an order is asked for.
function refuseUnordered(comparator: string, operands: readonly BoundOperand[]): void {
  if (comparator === "=" || comparator === "<>") return;
  for (const operand of operands) {
    const type = immediateType(operand);
    if (type === undefined || type === "S" || type === "N" || type === "B") continue;
    throw problem(
      `Incorrect operand type for operator or function; operator or function: ${comparator}, operand type: ${type}`,
    );
  }
}

function refuseBounds(low: BoundOperand, high: BoundOperand): void {
  if (low.kind !== "value" || high.kind !== "value") return;
  const bounds = `lower bound operand: AttributeValue: ${shown(low.value)}, upper bound operand: AttributeValue: ${shown(high.value)}`;
  if (typeOf(low.value) !== typeOf(high.value))
    throw problem(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
  const order = compareValues(low.value, high.value);
  if (order === undefined || order <= 0) return;
  throw problem(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
}

function shown(value: AttributeValue): string {
  const type = typeOf(value);
  return `{${type}:${String(value[type])}}`;
}
