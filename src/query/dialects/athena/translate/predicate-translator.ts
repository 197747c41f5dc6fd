/** Translates predicates: comparisons, BETWEEN, IN, LIKE, EXISTS and comparisons with all or any rows of a subquery. */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { Expression, Query } from "../syntax.ts";
import { BOOLEAN, VARCHAR, isText } from "../types/athena-type.ts";
import type { TranslateExpression } from "./call-translator.ts";
import { coerce } from "./casts.ts";
import type { ExpressionEnvironment } from "./context.ts";
import { commonOf, comparison, meet } from "./operators.ts";
import { typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { comparable } from "./window-translator.ts";

type PredicateExpression = Extract<
  Expression,
  {
    readonly kind:
      | "comparison"
      | "quantified"
      | "is-null"
      | "is-distinct"
      | "between"
      | "in-list"
      | "in-query"
      | "like"
      | "exists";
  }
>;

export function translatePredicate(
  expression: PredicateExpression,
  environment: ExpressionEnvironment,
  translateExpression: TranslateExpression,
): Typed {
  const translate = (inner: Expression): Typed => translateExpression(inner, environment);
  const not = "negated" in expression && expression.negated ? "NOT " : "";
  switch (expression.kind) {
    case "comparison":
      return comparison(expression.operator, translate(expression.left), translate(expression.right), expression);
    case "is-null":
      return typed(`(${translate(expression.operand).sql} IS ${not}NULL)`, BOOLEAN);
    case "is-distinct": {
      const [a, b] = meet(translate(expression.left), translate(expression.right), "IS DISTINCT FROM", expression);
      return typed(`(${comparable(a)} IS ${not}DISTINCT FROM ${comparable(b)})`, BOOLEAN);
    }
    case "between": {
      const values = [translate(expression.operand), translate(expression.low), translate(expression.high)];
      const type = commonOf(values, "BETWEEN operands", expression);
      const [operand, low, high] = values.map((value) => comparable(coerce(value, type)));
      return typed(`(${operand} ${not}BETWEEN ${low} AND ${high})`, BOOLEAN);
    }
    case "in-list": {
      const values = [translate(expression.operand), ...expression.items.map(translate)];
      const type = commonOf(values, "IN list values", expression);
      const [operand, ...items] = values.map((value) => comparable(coerce(value, type)));
      return typed(`(${operand} ${not}IN (${items.join(", ")}))`, BOOLEAN);
    }
    case "like": {
      const sides = [translate(expression.operand), translate(expression.pattern)];
      if (sides.some(({ type }) => !isText(type) && type.kind !== "unknown"))
        throw sqlErrorAt("TYPE_MISMATCH", expression, "Both sides of LIKE expression must evaluate to a varchar");
      const [operand, pattern] = sides.map((side) => coerce(side, VARCHAR).sql);
      const escape = expression.escape === undefined ? "" : ` ESCAPE ${translate(expression.escape).sql}`;
      return typed(`(${operand} ${not}LIKE ${pattern}${escape})`, BOOLEAN);
    }
    case "exists": {
      const { sql } = environment.context.translateQuery(expression.query, environment, environment.scope);
      return typed(`EXISTS (${sql})`, BOOLEAN);
    }
    case "in-query":
      return translateMembership(
        { operand: translate(expression.operand), query: expression.query, position: expression },
        environment,
        (operand, query) => `(${operand} ${not}IN (${query}))`,
      );
    case "quantified":
      return translateMembership(
        { operand: translate(expression.left), query: expression.query, position: expression },
        environment,
        (operand, query) => `(${operand} ${expression.operator} ${expression.quantifier.toUpperCase()} (${query}))`,
      );
  }
}

/** Compares with the rows of a subquery, both sides in the type they meet in. */
function translateMembership(
  { operand, query, position }: { readonly operand: Typed; readonly query: Query; readonly position: SqlPosition },
  environment: ExpressionEnvironment,
  compose: (operand: string, query: string) => string,
): Typed {
  const relation = environment.context.translateQuery(query, environment, environment.scope);
  const alias = environment.context.nextId("q");
  const names = relation.columns.map((_column, index) => `${alias}."c${index}"`);
  const [only] = relation.columns;
  const isRow = operand.type.kind === "row" && relation.columns.length > 1;
  if (only === undefined || (relation.columns.length !== 1 && !isRow))
    throw sqlErrorAt(
      "SYNTAX_ERROR",
      position,
      `Multiple columns returned by subquery are not yet supported. Found ${relation.columns.length}`,
    );
  const row: Typed = isRow
    ? typed(`struct_pack(${names.map((name, index) => `"field${index}" := ${name}`).join(", ")})`, {
        kind: "row",
        fields: relation.columns.map(({ type }) => ({ type })),
      })
    : typed(names[0] ?? "", only.type);
  const [left, right] = meet(operand, row, "IN", position);
  return typed(compose(comparable(left), `SELECT ${comparable(right)} FROM (${relation.sql}) AS ${alias}`), BOOLEAN);
}
