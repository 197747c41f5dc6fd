/**
 * The rule of grouped queries: outside of aggregates, only what is grouped by may stand. The engine has the same rule, but
 * its message would speak of the translated text.
 */
import { SqlError, sqlErrorAt } from "../../shared/sql-error.ts";
import { isAggregate } from "../functions/function-table.ts";
import type { Expression } from "../syntax.ts";
import type { ExpressionEnvironment } from "./context.ts";
import { childrenOf } from "./expression-children.ts";
import { translateExpression } from "./expression-translator.ts";

export function holdsAggregate(expression: Expression): boolean {
  if (expression.kind === "call" && expression.over === undefined && isAggregate(expression.name)) return true;
  return childrenOf(expression).some(holdsAggregate);
}

/** @throws {SqlError} EXPRESSION_NOT_AGGREGATED. `keys`: DuckDB text of the grouping expressions. */
export function checkGrouped(
  expression: Expression,
  keys: ReadonlySet<string>,
  environment: ExpressionEnvironment,
): void {
  if (
    expression.kind === "lambda" ||
    (expression.kind === "call" &&
      expression.over === undefined &&
      (isAggregate(expression.name) || expression.name === "grouping"))
  )
    return;
  const text = textOf(expression, environment);
  if (text !== undefined && keys.has(text)) return;
  const isOwnColumn =
    (expression.kind === "column" || expression.kind === "dereference") &&
    environment.scope.fields.some((field) => field.sql === text);
  if (isOwnColumn) {
    const shown = expression.kind === "column" ? expression.name.text : expression.field.text;
    throw sqlErrorAt(
      "EXPRESSION_NOT_AGGREGATED",
      expression,
      `'${shown}' must be an aggregate expression or appear in GROUP BY clause`,
    );
  }
  for (const child of childrenOf(expression)) checkGrouped(child, keys, environment);
}

/** Undefined for what cannot stand outside of an aggregate's query; its parts are looked at instead. */
function textOf(expression: Expression, environment: ExpressionEnvironment): string | undefined {
  try {
    return translateExpression(expression, environment).sql;
  } catch (cause) {
    if (cause instanceof SqlError) return undefined;
    throw cause;
  }
}
