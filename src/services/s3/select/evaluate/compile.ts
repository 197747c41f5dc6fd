/**
 * From the syntax tree to functions of a row. Logic has three values; MISSING in an operation makes NULL, as in PartiQL's SQL mode, of which AWS shows
 * `COALESCE(missing)` and `NULLIF(missing, null)`.
 */
import { selectError } from "../select-error.ts";
import type { ComparisonOperator, Expression, Name, PathStep } from "../sql/syntax.ts";
import { compareValues, equalValues, isUnknown, type Value } from "../values/value.ts";
import { type Accumulator, createAccumulator } from "./aggregates.ts";
import { calculate, negate, numeric } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { dateAdd, dateDiff, extract, type FunctionContext, scalarFunction, trim } from "./functions.ts";
import { compileLike, type Matcher } from "./like.ts";

export type Evaluate<Row> = (row: Row) => Value;

/** What names mean in the rows of one kind of input. */
export interface Names<Row> {
  /** @throws {ServiceError} for names that the input does not have */
  resolve(root: Name, steps: readonly PathStep[]): Evaluate<Row>;
}

export interface CompileContext<Row> extends FunctionContext {
  readonly names: Names<Row>;
  /** What names mean inside of aggregates. */
  readonly argumentNames: Names<Row>;
  /** Where aggregates are put; undefined where there may be none. */
  readonly aggregates: CompiledAggregate<Row>[] | undefined;
}

export interface CompiledAggregate<Row> {
  readonly accumulator: Accumulator;
  readonly argument: Evaluate<Row>;
}

type Of<Kind extends Expression["kind"]> = Extract<Expression, { readonly kind: Kind }>;

export function compile<Row>(expression: Expression, context: CompileContext<Row>): Evaluate<Row> {
  const inner = (part: Expression): Evaluate<Row> => compile(part, context);
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      return () => value;
    }
    case "path":
      return context.names.resolve(expression.root, expression.steps);
    case "negate":
      return unary(inner(expression.operand), negate);
    case "plus":
      return unary(inner(expression.operand), (value) => (isUnknown(value) ? null : numeric(value)));
    case "not":
      return unary(inner(expression.operand), not);
    case "cast": {
      const { type } = expression;
      return unary(inner(expression.operand), (value) => cast(value, type));
    }
    case "extract": {
      const { part } = expression;
      return unary(inner(expression.operand), (value) => extract(part, value));
    }
    case "is":
      return unary(inner(expression.operand), expression.what === "null" ? isUnknown : (value) => value === undefined);
    case "and":
      return conjunction(inner(expression.left), inner(expression.right), false);
    case "or":
      return conjunction(inner(expression.left), inner(expression.right), true);
    default:
      return compileMore(expression, context, inner);
  }
}

type Rest = Exclude<
  Expression,
  Of<"literal" | "path" | "negate" | "plus" | "not" | "cast" | "extract" | "is" | "and" | "or">
>;

function compileMore<Row>(
  expression: Rest,
  context: CompileContext<Row>,
  inner: (part: Expression) => Evaluate<Row>,
): Evaluate<Row> {
  switch (expression.kind) {
    case "arithmetic": {
      const { operator } = expression;
      return binary(inner(expression.left), inner(expression.right), (a, b) => calculate(operator, a, b));
    }
    case "concat":
      return binary(inner(expression.left), inner(expression.right), concat);
    case "compare":
      return binary(inner(expression.left), inner(expression.right), comparison(expression.operator));
    case "date-add":
    case "date-diff": {
      const { part } = expression;
      const call = expression.kind === "date-add" ? dateAdd : dateDiff;
      return binary(inner(expression.left), inner(expression.right), (a, b) => call(part, a, b));
    }
    case "between":
      return between(inner(expression.operand), inner(expression.low), inner(expression.high));
    case "in":
      return membership(inner(expression.operand), expression.list.map(inner));
    case "like":
      return like(expression, inner);
    case "case":
      return choice(expression, inner);
    case "trim": {
      const { side, characters } = expression;
      const set = characters === undefined ? undefined : inner(characters);
      const operand = inner(expression.operand);
      return (row) => trim(side, set === undefined ? undefined : (set(row) ?? null), operand(row));
    }
    case "call": {
      const call = scalarFunction(expression.name, context);
      const args = expression.args.map(inner);
      return (row) => call(args.map((arg) => arg(row)));
    }
    case "aggregate":
      return aggregate(expression, context);
  }
}

function unary<Row>(operand: Evaluate<Row>, apply: (value: Value) => Value): Evaluate<Row> {
  return (row) => apply(operand(row));
}

function binary<Row>(left: Evaluate<Row>, right: Evaluate<Row>, apply: (a: Value, b: Value) => Value): Evaluate<Row> {
  return (row) => apply(left(row), right(row));
}

/** @throws {InvalidDataType} 400 for what is no truth value */
export function truth(value: Value): boolean | null {
  if (isUnknown(value)) return null;
  if (typeof value !== "boolean") throw selectError("InvalidDataType", "A condition is not a BOOL.");
  return value;
}

function not(value: Value): Value {
  const known = truth(value);
  return known === null ? null : !known;
}

/** AND is decided by one FALSE, OR by one TRUE. */
function conjunction<Row>(left: Evaluate<Row>, right: Evaluate<Row>, decisive: boolean): Evaluate<Row> {
  return (row) => {
    const a = truth(left(row));
    if (a === decisive) return a;
    const b = truth(right(row));
    if (b === decisive) return b;
    return a === null || b === null ? null : !decisive;
  };
}

function concat(a: Value, b: Value): Value {
  if (isUnknown(a) || isUnknown(b)) return null;
  if (typeof a !== "string" || typeof b !== "string") throw selectError("IncorrectSqlFunctionArgumentType");
  return a + b;
}

function comparison(operator: ComparisonOperator): (a: Value, b: Value) => Value {
  switch (operator) {
    case "=":
      return (a, b) => (isUnknown(a) || isUnknown(b) ? null : equalValues(a, b));
    case "<>":
      return (a, b) => (isUnknown(a) || isUnknown(b) ? null : !equalValues(a, b));
    case "<":
      return (a, b) => ordered(a, b, (order) => order < 0);
    case "<=":
      return (a, b) => ordered(a, b, (order) => order <= 0);
    case ">":
      return (a, b) => ordered(a, b, (order) => order > 0);
    case ">=":
      return (a, b) => ordered(a, b, (order) => order >= 0);
  }
}

/** @throws {UnsupportedTypeForQuerying} 400 for values of types that have no common order: a column of CSV is text until it is cast */
function ordered(a: Value, b: Value, decide: (order: number) => boolean): Value {
  if (isUnknown(a) || isUnknown(b)) return null;
  const order = compareValues(a, b);
  if (order === undefined) throw selectError("UnsupportedTypeForQuerying");
  return decide(order);
}

function between<Row>(operand: Evaluate<Row>, low: Evaluate<Row>, high: Evaluate<Row>): Evaluate<Row> {
  return (row) => {
    const value = operand(row);
    const isAbove = ordered(value, low(row), (order) => order >= 0);
    if (isAbove === false) return false;
    const isBelow = ordered(value, high(row), (order) => order <= 0);
    if (isBelow === false) return false;
    return isAbove === null || isBelow === null ? null : true;
  };
}

function membership<Row>(operand: Evaluate<Row>, list: readonly Evaluate<Row>[]): Evaluate<Row> {
  return (row) => {
    const value = operand(row);
    if (isUnknown(value)) return null;
    let hasUnknown = false;
    for (const item of list) {
      const member = item(row);
      if (isUnknown(member)) hasUnknown = true;
      else if (equalValues(value, member)) return true;
    }
    return hasUnknown ? null : false;
  };
}

function like<Row>(expression: Of<"like">, inner: (part: Expression) => Evaluate<Row>): Evaluate<Row> {
  const operand = inner(expression.operand);
  const pattern = inner(expression.pattern);
  const escape = expression.escape === undefined ? undefined : inner(expression.escape);
  let last: { readonly pattern: string; readonly escape: Value; readonly matches: Matcher } | undefined;
  return (row) => {
    const value = operand(row);
    const wanted = pattern(row);
    const escaped = escape?.(row);
    if (isUnknown(value) || isUnknown(wanted) || (escape !== undefined && isUnknown(escaped))) return null;
    const isText = typeof value === "string" && typeof wanted === "string";
    if (!isText || (escaped !== undefined && typeof escaped !== "string")) throw selectError("LikeInvalidInputs");
    if (last?.pattern !== wanted || last.escape !== escaped)
      last = { pattern: wanted, escape: escaped, matches: compileLike(wanted, escaped) };
    return last.matches(value);
  };
}

function choice<Row>(expression: Of<"case">, inner: (part: Expression) => Evaluate<Row>): Evaluate<Row> {
  const operand = expression.operand === undefined ? undefined : inner(expression.operand);
  const branches = expression.branches.map(({ when, then }) => ({ when: inner(when), then: inner(then) }));
  const otherwise = expression.otherwise === undefined ? undefined : inner(expression.otherwise);
  return (row) => {
    const value = operand?.(row);
    for (const { when, then } of branches) {
      const tried = when(row);
      const isChosen =
        operand === undefined
          ? truth(tried) === true
          : !isUnknown(value) && !isUnknown(tried) && equalValues(value, tried);
      if (isChosen) return then(row);
    }
    return otherwise === undefined ? null : otherwise(row);
  };
}

function aggregate<Row>(expression: Of<"aggregate">, context: CompileContext<Row>): Evaluate<Row> {
  if (context.aggregates === undefined)
    throw selectError(
      "UnsupportedSqlStructure",
      "An aggregate function is only supported in the SELECT list, and not inside another one.",
    );
  const accumulator = createAccumulator(expression.name);
  const { argument } = expression;
  const evaluate =
    argument === undefined
      ? () => true
      : compile(argument, { ...context, names: context.argumentNames, aggregates: undefined });
  context.aggregates.push({ accumulator, argument: evaluate });
  return () => accumulator.result();
}
