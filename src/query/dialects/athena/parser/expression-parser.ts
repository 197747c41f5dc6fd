/**
 * Reads expressions by precedence, from OR down to unary signs, after Trino's SqlBase.g4. Chains of one operator are loops,
 * not recursion; levels of parentheses are counted by the cursor.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { ArithmeticOperator, ComparisonOperator, Expression } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { parseList } from "./parser-context.ts";
import { parsePrimary } from "./primary-parser.ts";

/** Operators in one left-associative chain such as `a + b - c`, each of which is a level of the tree. */
const CHAIN_LENGTH_MAX = 400;

const COMPARISONS: Readonly<Record<string, ComparisonOperator>> = {
  "=": "=",
  "<>": "<>",
  "!=": "<>",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

export function parseExpression(context: ParserContext): Expression {
  return context.cursor.nested(() =>
    parseChain(context, "OR", "or", () => parseChain(context, "AND", "and", parseNot)),
  );
}

function parseChain(
  context: ParserContext,
  symbol: string,
  kind: "or" | "and" | "concat",
  parseOperand: (context: ParserContext) => Expression,
): Expression {
  const first = parseOperand(context);
  if (!context.cursor.at(symbol)) return first;
  const operands = [first];
  while (context.cursor.accept(symbol)) operands.push(parseOperand(context));
  return { kind, operands, line: first.line, column: first.column };
}

function parseNot(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.token;
  if (!cursor.accept("NOT")) return parsePredicate(context);
  return cursor.nested(() => ({ kind: "not", operand: parseNot(context), line, column }));
}

function parsePredicate(context: ParserContext): Expression {
  const left = parseValue(context);
  return parsePredicateTail(context, left) ?? left;
}

function parsePredicateTail(context: ParserContext, left: Expression): Expression | undefined {
  const { cursor } = context;
  const { line, column } = cursor.token;
  const operator = COMPARISONS[cursor.token.keyword];
  if (operator !== undefined && cursor.token.kind === "symbol") {
    cursor.advance();
    return { ...parseComparison(context, left, operator), line, column };
  }
  if (cursor.accept("IS")) return { ...parseIs(context, left), line, column };
  const negated = cursor.at("NOT") && ["BETWEEN", "IN", "LIKE"].includes(cursor.peek(1).keyword);
  if (negated) cursor.advance();
  if (cursor.accept("BETWEEN")) {
    const low = parseValue(context);
    cursor.expect("AND");
    return { kind: "between", operand: left, low, high: parseValue(context), negated, line, column };
  }
  if (cursor.accept("IN")) return { ...parseIn(context, left, negated), line, column };
  if (!cursor.accept("LIKE")) return undefined;
  const pattern = parseValue(context);
  const like = { kind: "like", operand: left, pattern, negated, line, column } as const;
  return cursor.accept("ESCAPE") ? { ...like, escape: parseValue(context) } : like;
}

function parseComparison(context: ParserContext, left: Expression, operator: ComparisonOperator): Expression {
  const { cursor } = context;
  const { line, column } = left;
  const quantifier = cursor.peek(1).keyword === "(" ? cursor.acceptAny(["ALL", "ANY", "SOME"]) : undefined;
  if (quantifier === undefined) return { kind: "comparison", operator, left, right: parseValue(context), line, column };
  cursor.expect("(");
  const query = context.parseQuery(context);
  cursor.expect(")");
  return {
    kind: "quantified",
    operator,
    quantifier: quantifier.keyword === "ALL" ? "all" : "any",
    left,
    query,
    line,
    column,
  };
}

function parseIs(context: ParserContext, left: Expression): Expression {
  const { cursor } = context;
  const { line, column } = left;
  const negated = cursor.accept("NOT");
  if (cursor.accept("NULL")) return { kind: "is-null", operand: left, negated, line, column };
  cursor.expect("DISTINCT", "FROM");
  return { kind: "is-distinct", left, right: parseValue(context), negated, line, column };
}

function parseIn(context: ParserContext, left: Expression, negated: boolean): Expression {
  const { cursor } = context;
  const { line, column } = left;
  cursor.expect("(");
  const isQuery = ["SELECT", "WITH", "VALUES", "TABLE"].includes(cursor.token.keyword);
  if (isQuery) {
    const query = context.parseQuery(context);
    cursor.expect(")");
    return { kind: "in-query", operand: left, query, negated, line, column };
  }
  const items = parseList(context, parseExpression);
  cursor.expect(")");
  const only = items[0];
  if (items.length === 1 && only?.kind === "subquery")
    return { kind: "in-query", operand: left, query: only.query, negated, line, column };
  return { kind: "in-list", operand: left, items, negated, line, column };
}

/** Arithmetic: `||` binds loosest, then `+ -`, then `* / %`, then signs, then AT TIME ZONE (Trino's `valueExpression`). */
export function parseValue(context: ParserContext): Expression {
  return parseChain(context, "||", "concat", parseSum);
}

function parseSum(context: ParserContext): Expression {
  return parseArithmetic(context, ["+", "-"], parseProduct);
}

function parseProduct(context: ParserContext): Expression {
  return parseArithmetic(context, ["*", "/", "%"], parseSigned);
}

function parseArithmetic(
  context: ParserContext,
  operators: readonly ArithmeticOperator[],
  parseOperand: (context: ParserContext) => Expression,
): Expression {
  let left = parseOperand(context);
  for (let length = 0; ; length += 1) {
    const operator = operators.find((candidate) => context.cursor.at(candidate));
    if (operator === undefined) return left;
    checkChain(context, length);
    const { line, column } = context.cursor.advance();
    left = { kind: "arithmetic", operator, left, right: parseOperand(context), line, column };
  }
}

function checkChain(context: ParserContext, length: number): void {
  if (length < CHAIN_LENGTH_MAX) return;
  throw sqlErrorAt(
    "STATEMENT_TOO_COMPLEX",
    context.cursor.token,
    "statement is too large (stack overflow while parsing)",
  );
}

function parseSigned(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.token;
  const sign = cursor.acceptAny(["-", "+"]);
  if (sign === undefined) return parseZoned(context);
  return cursor.nested(() => ({
    kind: sign.keyword === "-" ? "negate" : "plus",
    operand: parseSigned(context),
    line,
    column,
  }));
}

function parseZoned(context: ParserContext): Expression {
  const { cursor } = context;
  let operand = parsePrimary(context);
  for (let length = 0; cursor.at("AT") && cursor.peek(1).keyword === "TIME"; length += 1) {
    checkChain(context, length);
    const { line, column } = cursor.advance();
    cursor.expect("TIME", "ZONE");
    operand = { kind: "at-time-zone", operand, zone: parsePrimary(context), line, column };
  }
  return operand;
}
