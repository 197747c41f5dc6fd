/**
 * Translates an expression of Athena's dialect into DuckDB text with a known type. The switch is exhaustive over the syntax
 * tree: what is not here cannot be written, and nothing of the statement's own text reaches the engine outside of literals.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import { functionOfExtract } from "../functions/datetime-functions.ts";
import { SUBSCRIPTS } from "../functions/function-table.ts";
import { translateJsonCall } from "../functions/json-functions.ts";
import type { Expression, FunctionCall, JsonBehavior, Name, Query } from "../syntax.ts";
import { duckdbTypeOf, quoteName, rowFieldName } from "../type-names.ts";
import type { AthenaType } from "../types/athena-type.ts";
import { BIGINT, BOOLEAN, arrayOf, displayType, isInterval, isNumeric, typeOfSyntax } from "../types/athena-type.ts";
import { emitRow, translateTableCall } from "./call-translator.ts";
import { castTo, coerce } from "./casts.ts";
import type { ExpressionEnvironment } from "./context.ts";
import { translateLiteral } from "./literals.ts";
import { arithmetic, commonOf, comparison } from "./operators.ts";
import { notFound, resolveColumn } from "./scope.ts";
import { translatePredicate } from "./predicate-translator.ts";
import { translateSpecialCall } from "./special-functions.ts";
import { raiseText, typed } from "./typed.ts";
import type { Typed } from "./typed.ts";
import { overText } from "./window-translator.ts";

/** @throws {SqlError} */
export function translateExpression(expression: Expression, environment: ExpressionEnvironment): Typed {
  switch (expression.kind) {
    case "parameter":
      return translateParameter(expression, environment);
    case "column":
    case "dereference":
      return translatePath(expression, environment);
    case "subscript":
      return translateSubscript(expression, environment);
    case "negate":
    case "plus":
    case "not":
    case "and":
    case "or":
    case "concat":
      return translateOperator(expression, environment);
    case "arithmetic":
      return arithmetic(
        expression.operator,
        translateExpression(expression.left, environment),
        translateExpression(expression.right, environment),
        expression,
      );
    case "comparison":
    case "quantified":
    case "is-null":
    case "is-distinct":
    case "between":
    case "in-list":
    case "in-query":
    case "like":
    case "exists":
      return translatePredicate(expression, environment, translateExpression);
    case "subquery":
      return translateScalarQuery(expression.query, environment, expression);
    case "case":
      return translateCase(expression, environment);
    case "cast":
      return castTo(translateExpression(expression.operand, environment), typeOfSyntax(expression.type), {
        line: expression.line,
        column: expression.column,
        safe: expression.safe,
      });
    case "extract":
      return translateExtract(expression, environment);
    case "at-time-zone":
      return translateCall(
        {
          ...CALL,
          name: "at_timezone",
          args: [expression.operand, expression.zone],
          line: expression.line,
          column: expression.column,
        },
        environment,
      );
    case "array":
    case "row":
      return translateConstructor(expression, environment);
    case "lambda":
      throw sqlErrorAt("SYNTAX_ERROR", expression, "Lambda expression should always be used inside a function");
    case "call":
      return translateCall(expression, environment);
    case "json-call":
      return translateJson(expression, environment);
    default:
      return translateLiteral(expression);
  }
}

function translateConstructor(
  expression: Extract<Expression, { readonly kind: "array" | "row" }>,
  environment: ExpressionEnvironment,
): Typed {
  const items = expression.items.map((item) => translateExpression(item, environment));
  if (expression.kind === "array") {
    const element = commonOf(items, "ARRAY elements", expression);
    return typed(`[${items.map((item) => coerce(item, element).sql).join(", ")}]`, arrayOf(element));
  }
  const fields = items.map((item, index) => `"field${index}" := ${item.sql}`);
  return typed(`struct_pack(${fields.join(", ")})`, { kind: "row", fields: items.map(({ type }) => ({ type })) });
}

const CALL = { kind: "call", star: false, distinct: false, orderBy: [], withinGroup: false } as const;

function translateParameter(
  expression: Expression & { readonly kind: "parameter" },
  environment: ExpressionEnvironment,
): Typed {
  const value = environment.context.parameters[expression.index];
  if (value === undefined)
    throw sqlErrorAt(
      "INVALID_PARAMETER_USAGE",
      expression,
      `Incorrect number of parameters: expected at least ${expression.index + 1} but found ${environment.context.parameters.length}`,
    );
  return translateExpression(value, environment);
}

/** `a`, `t.a`, `db.t.a`, `a.field`: the longest prefix that is a column wins; the rest are fields. */
function translatePath(expression: Expression, environment: ExpressionEnvironment): Typed {
  const path: Name[] = [];
  let base: Expression = expression;
  while (base.kind === "dereference") {
    path.unshift(base.field);
    base = base.base;
  }
  if (base.kind !== "column") return fieldsOf(translateExpression(base, environment), path);
  path.unshift(base.name);
  const parameter = environment.lambdaParameters.find((candidate) => candidate.name === base.name.text.toLowerCase());
  if (parameter !== undefined) return fieldsOf(parameter.value, path.slice(1));
  const { field, partCount } = resolveColumn(environment.scope, path);
  return fieldsOf(typed(field.sql, field.type), path.slice(partCount));
}

function fieldsOf(value: Typed, names: readonly Name[]): Typed {
  let current = value;
  for (const name of names) {
    const { type } = current;
    if (type.kind !== "row")
      throw type.kind === "unknown"
        ? notFound([name])
        : sqlErrorAt("TYPE_MISMATCH", name, `Expression ${name.text} is not of type ROW`);
    const index = type.fields.findIndex((field) => field.name?.toLowerCase() === name.text.toLowerCase());
    const field = type.fields[index];
    if (field === undefined) throw notFound([name]);
    current = typed(`(${current.sql}).${quoteName(rowFieldName(field.name, index))}`, field.type);
  }
  return current;
}

function translateSubscript(
  expression: Expression & { readonly kind: "subscript" },
  environment: ExpressionEnvironment,
): Typed {
  const base = translateExpression(expression.base, environment);
  const index = translateExpression(expression.index, environment);
  if (base.type.kind === "row") {
    const field = typeof index.constant === "bigint" ? base.type.fields[Number(index.constant) - 1] : undefined;
    if (field === undefined)
      throw sqlErrorAt(
        "TYPE_MISMATCH",
        expression,
        "Subscript expression on ROW requires a constant index within the row",
      );
    return typed(`(${base.sql}).${quoteName(rowFieldName(field.name, Number(index.constant) - 1))}`, field.type);
  }
  if (base.type.kind !== "array" && base.type.kind !== "map")
    throw sqlErrorAt("TYPE_MISMATCH", expression, `Subscript operator cannot be applied to ${displayType(base.type)}`);
  const call = { ...CALL, name: "subscript", args: [], line: expression.line, column: expression.column };
  return emitRow(SUBSCRIPTS, [base, index], { call, environment, translate: translateExpression });
}

type OperatorExpression = Extract<Expression, { readonly kind: "negate" | "plus" | "not" | "and" | "or" | "concat" }>;

function translateOperator(expression: OperatorExpression, environment: ExpressionEnvironment): Typed {
  switch (expression.kind) {
    case "and":
    case "or": {
      const operands = expression.operands.map((operand) => condition(operand, environment));
      return typed(`(${operands.join(expression.kind === "and" ? " AND " : " OR ")})`, BOOLEAN);
    }
    case "not":
      return typed(`(NOT ${condition(expression.operand, environment)})`, BOOLEAN);
    case "concat":
      return translateCall(
        { ...CALL, name: "concat", args: expression.operands, line: expression.line, column: expression.column },
        environment,
      );
    case "negate":
    case "plus": {
      const operand = translateExpression(expression.operand, environment);
      if (!isNumeric(operand.type) && !isInterval(operand.type))
        throw sqlErrorAt("TYPE_MISMATCH", expression, `Cannot negate ${displayType(operand.type)}`);
      if (expression.kind === "plus") return operand;
      return typed(
        `(-${operand.sql})`,
        operand.type,
        typeof operand.constant === "bigint" ? -operand.constant : undefined,
      );
    }
  }
}

/** A boolean, or null. @throws {SqlError} TYPE_MISMATCH */
export function condition(expression: Expression, environment: ExpressionEnvironment): string {
  const value = translateExpression(expression, environment);
  if (value.type.kind === "boolean") return value.sql;
  if (value.type.kind === "unknown") return "CAST(NULL AS BOOLEAN)";
  throw sqlErrorAt(
    "TYPE_MISMATCH",
    expression,
    `Logical expression term must evaluate to a boolean: actual type ${displayType(value.type)}`,
  );
}

function translateScalarQuery(query: Query, environment: ExpressionEnvironment, position: SqlPosition): Typed {
  const { sql, columns } = environment.context.translateQuery(query, environment, environment.scope);
  const [only] = columns;
  if (only === undefined || columns.length !== 1)
    throw sqlErrorAt(
      "SYNTAX_ERROR",
      position,
      `Multiple columns returned by subquery are not yet supported. Found ${columns.length}`,
    );
  return typed(`(${sql})`, only.type);
}

function translateCase(expression: Expression & { readonly kind: "case" }, environment: ExpressionEnvironment): Typed {
  const operand = expression.operand === undefined ? undefined : translateExpression(expression.operand, environment);
  const whens = expression.whens.map(({ when, then }) => ({
    test:
      operand === undefined
        ? condition(when, environment)
        : comparison("=", operand, translateExpression(when, environment), when).sql,
    then: translateExpression(then, environment),
  }));
  const otherwise =
    expression.otherwise === undefined ? undefined : translateExpression(expression.otherwise, environment);
  const type: AthenaType = commonOf(
    [...whens.map((when) => when.then), ...(otherwise === undefined ? [] : [otherwise])],
    "CASE results",
    expression,
  );
  const branches = whens.map(({ test, then }) => `WHEN ${test} THEN ${coerce(then, type).sql}`).join(" ");
  return typed(`CASE ${branches} ELSE ${otherwise === undefined ? "NULL" : coerce(otherwise, type).sql} END`, type);
}

function translateExtract(
  expression: Expression & { readonly kind: "extract" },
  environment: ExpressionEnvironment,
): Typed {
  const name = functionOfExtract(expression.field);
  if (name === undefined) throw sqlErrorAt("SYNTAX_ERROR", expression, `Invalid EXTRACT field: ${expression.field}`);
  return translateCall(
    { ...CALL, name, args: [expression.operand], line: expression.line, column: expression.column },
    environment,
  );
}

function translateCall(call: FunctionCall & SqlPosition, environment: ExpressionEnvironment): Typed {
  if (call.star || (call.name === "count" && call.args.length === 0)) return translateCountAll(call, environment);
  return (
    translateSpecialCall(call, environment, translateExpression) ??
    translateTableCall(call, environment, translateExpression)
  );
}

function translateCountAll(call: FunctionCall & SqlPosition, environment: ExpressionEnvironment): Typed {
  if (call.name !== "count") throw sqlErrorAt("SYNTAX_ERROR", call, `Invalid function call: ${call.name}(*)`);
  if (call.over === undefined && environment.aggregates === "refused")
    throw sqlErrorAt("SYNTAX_ERROR", call, "Cannot nest aggregations or use them here: count");
  const filter =
    call.filter === undefined
      ? ""
      : ` FILTER (WHERE ${condition(call.filter, { ...environment, aggregates: "refused" })})`;
  const over = call.over === undefined ? "" : ` ${overText(call.over, environment, translateExpression)}`;
  return typed(`count(*)${filter}${over}`, BIGINT);
}

function translateJson(
  expression: Expression & { readonly kind: "json-call" },
  environment: ExpressionEnvironment,
): Typed {
  const translateDefault = (behavior: JsonBehavior, type: AthenaType): string =>
    jsonDefault(behavior, type, environment, expression);
  return translateJsonCall(expression, {
    input: translateExpression(expression.input, environment),
    path: translateExpression(expression.path, environment),
    returning: expression.returning === undefined ? undefined : typeOfSyntax(expression.returning),
    translateDefault,
  });
}

function jsonDefault(
  behavior: JsonBehavior,
  type: AthenaType,
  environment: ExpressionEnvironment,
  position: SqlPosition,
): string {
  switch (behavior.kind) {
    case "null":
    case "unknown":
      return "NULL";
    case "true":
    case "false":
      return behavior.kind;
    case "empty-array":
      return "'[]'";
    case "empty-object":
      return "'{}'";
    case "default":
      return castTo(translateExpression(behavior.value, environment), type, {
        line: position.line,
        column: position.column,
        safe: false,
      }).sql;
    case "error":
      return raiseText("PATH_EVALUATION_ERROR: path evaluation failed", duckdbTypeOf(type));
  }
}
