/** The parts of an expression that are evaluated in the same row: everything below it but subqueries. */
import type { Expression, FunctionCall, WindowSpecification } from "../syntax.ts";

export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "dereference":
      return [expression.base];
    case "subscript":
      return [expression.base, expression.index];
    case "negate":
    case "plus":
    case "not":
    case "is-null":
    case "cast":
    case "extract":
    case "in-query":
      return [expression.operand];
    case "arithmetic":
    case "comparison":
    case "is-distinct":
      return [expression.left, expression.right];
    case "quantified":
      return [expression.left];
    case "and":
    case "or":
    case "concat":
      return expression.operands;
    case "between":
      return [expression.operand, expression.low, expression.high];
    case "in-list":
      return [expression.operand, ...expression.items];
    case "like":
      return [expression.operand, expression.pattern];
    case "case":
      return [
        ...present(expression.operand),
        ...expression.whens.flatMap(({ when, then }) => [when, then]),
        ...present(expression.otherwise),
      ];
    case "at-time-zone":
      return [expression.operand, expression.zone];
    case "array":
    case "row":
      return expression.items;
    case "lambda":
      return [expression.body];
    case "json-call":
      return [expression.input];
    case "call":
      return [
        ...expression.args,
        ...present(expression.filter),
        ...expression.orderBy.map((item) => item.expression),
        ...windowParts(expression.over),
      ];
    default:
      return [];
  }
}

function present(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}

function windowParts(over: FunctionCall["over"]): readonly Expression[] {
  if (over === undefined || "text" in over) return [];
  const window: WindowSpecification = over;
  return [...window.partitionBy, ...window.orderBy.map((item) => item.expression)];
}
