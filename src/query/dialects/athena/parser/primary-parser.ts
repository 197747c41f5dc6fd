/**
 * Reads what expressions are built from: literals, names, parentheses (which may hold an expression, a row, a lambda's
 * parameters or a query), CASE, CAST, and the forms that start with a keyword; then `.field` and `[index]` after them.
 * Function calls are read in `call-parser.ts`.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { Expression, IntervalField, Name } from "../syntax.ts";
import { isCallAt, parseCall, parseKeywordCall } from "./call-parser.ts";
import type { ParserContext } from "./parser-context.ts";
import { isNameAt, isQueryContinued, isReserved, parseList, parseName } from "./parser-context.ts";
import { parseType } from "./type-parser.ts";

/** `a.b.c` and `a[1][2]`: each step is a level of the tree. */
const POSTFIX_LENGTH_MAX = 100;

const QUERY_WORDS = new Set(["SELECT", "WITH", "VALUES", "TABLE"]);

export function parsePrimary(context: ParserContext): Expression {
  const { cursor } = context;
  let base = parseBase(context);
  for (let length = 0; ; length += 1) {
    if (length > POSTFIX_LENGTH_MAX)
      throw sqlErrorAt("STATEMENT_TOO_COMPLEX", cursor.token, "statement is too large (stack overflow while parsing)");
    const { line, column } = base;
    if (cursor.accept("[")) {
      const index = context.parseExpression(context);
      cursor.expect("]");
      base = { kind: "subscript", base, index, line, column };
    } else if (cursor.at(".") && isNameAt(context, 1)) {
      cursor.advance();
      base = { kind: "dereference", base, field: noteHidden(context, parseName(context)), line, column };
    } else {
      return base;
    }
  }
}

function parseBase(context: ParserContext): Expression {
  const { cursor } = context;
  const { token } = cursor;
  const literal = parseLiteral(context);
  if (literal !== undefined) return literal;
  if (cursor.accept("?")) {
    context.parameterCount += 1;
    return { kind: "parameter", index: context.parameterCount - 1, line: token.line, column: token.column };
  }
  if (token.keyword === "(" && token.kind === "symbol") return cursor.nested(() => parseParenthesis(context));
  const keyword = token.kind === "word" ? parseKeyword(context) : undefined;
  if (keyword !== undefined) return keyword;
  if (isNameAt(context, 0) && cursor.peek(1).keyword === "->") return parseLambda(context);
  if (isCallAt(context)) return parseCall(context);
  if (!isNameAt(context, 0)) {
    cursor.remember("<expression>");
    throw cursor.mismatch("<expression>");
  }
  return { kind: "column", name: noteHidden(context, parseName(context)), line: token.line, column: token.column };
}

function noteHidden(context: ParserContext, name: Name): Name {
  if (name.quoted && name.text.startsWith("$")) context.hiddenColumns.add(name.text.toLowerCase());
  return name;
}

function parseLiteral(context: ParserContext): Expression | undefined {
  const { cursor } = context;
  const { token } = cursor;
  const position: SqlPosition = { line: token.line, column: token.column };
  switch (token.kind) {
    case "integer":
    case "decimal":
    case "double":
      return { kind: token.kind, text: cursor.advance().value, ...position };
    case "string":
      return { kind: "string", value: cursor.advance().value, ...position };
    case "binary":
      return { kind: "binary", hex: cursor.advance().value.replaceAll(/\s/gu, ""), ...position };
    case "word":
      return parseWordLiteral(context, position);
    default:
      return undefined;
  }
}

function parseWordLiteral(context: ParserContext, position: SqlPosition): Expression | undefined {
  const { cursor } = context;
  if (cursor.accept("NULL")) return { kind: "null", ...position };
  if (cursor.accept("TRUE")) return { kind: "boolean", value: true, ...position };
  if (cursor.accept("FALSE")) return { kind: "boolean", value: false, ...position };
  const next = cursor.peek(1);
  if (cursor.at("INTERVAL") && (next.kind === "string" || next.keyword === "-" || next.keyword === "+"))
    return parseInterval(context);
  const isTyped = next.kind === "string" || (cursor.at("DOUBLE", "PRECISION") && cursor.peek(2).kind === "string");
  if (!isTyped || isReserved(cursor.token)) return undefined;
  const type = parseType(context);
  return { kind: "typed-literal", type, value: cursor.expectKind("string", "<string>").value, ...position };
}

const INTERVAL_FIELDS: Readonly<Record<string, IntervalField>> = {
  YEAR: "year",
  MONTH: "month",
  WEEK: "week",
  DAY: "day",
  HOUR: "hour",
  MINUTE: "minute",
  SECOND: "second",
};

function parseInterval(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  const sign = cursor.acceptAny(["-", "+"])?.keyword === "-" ? -1 : 1;
  const { value } = cursor.expectKind("string", "<string>");
  const from = parseIntervalField(context);
  const interval = { kind: "interval", sign, value, from, line, column } as const;
  return cursor.accept("TO") ? { ...interval, to: parseIntervalField(context) } : interval;
}

function parseIntervalField(context: ParserContext): IntervalField {
  const { cursor } = context;
  const keyword = cursor.acceptAny(Object.keys(INTERVAL_FIELDS))?.keyword ?? "";
  const field = INTERVAL_FIELDS[keyword];
  if (field === undefined) throw cursor.mismatch();
  return field;
}

function parseParenthesis(context: ParserContext): Expression {
  const { cursor } = context;
  if (isLambdaAt(context)) return parseLambda(context);
  const { line, column } = cursor.advance();
  if (QUERY_WORDS.has(cursor.token.keyword)) {
    const query = context.parseQuery(context);
    cursor.expect(")");
    return { kind: "subquery", query, line, column };
  }
  const first = context.parseExpression(context);
  if (first.kind === "subquery" && isQueryContinued(context)) {
    // `((SELECT 1) UNION (SELECT 2))`: what looked like an expression begins a query.
    const query = context.continueQuery(context, { kind: "nested", query: first.query });
    cursor.expect(")");
    return { kind: "subquery", query, line, column };
  }
  const items = [first];
  while (cursor.accept(",")) items.push(context.parseExpression(context));
  cursor.expect(")");
  return items.length === 1 ? first : { kind: "row", items, line, column };
}

function isLambdaAt(context: ParserContext): boolean {
  const { cursor } = context;
  let ahead = 1;
  if (cursor.peek(ahead).keyword !== ")") {
    for (;;) {
      if (!isNameAt(context, ahead)) return false;
      ahead += 1;
      if (cursor.peek(ahead).keyword !== ",") break;
      ahead += 1;
    }
  }
  return cursor.peek(ahead).keyword === ")" && cursor.peek(ahead + 1).keyword === "->";
}

function parseLambda(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.token;
  let parameters: readonly Name[] = [];
  if (cursor.accept("(")) {
    if (!cursor.at(")")) parameters = parseList(context, parseName);
    cursor.expect(")");
  } else {
    parameters = [parseName(context)];
  }
  cursor.expect("->");
  return { kind: "lambda", parameters, body: context.parseExpression(context), line, column };
}

function parseKeyword(context: ParserContext): Expression | undefined {
  const { cursor } = context;
  const { line, column, keyword } = cursor.token;
  const isCall = cursor.peek(1).keyword === "(";
  switch (keyword) {
    case "CASE":
      return parseCase(context);
    case "CAST":
      return parseCast(context, false);
    case "TRY_CAST":
      return isCall ? parseCast(context, true) : undefined;
    case "EXISTS": {
      cursor.advance();
      cursor.expect("(");
      const query = context.parseQuery(context);
      cursor.expect(")");
      return { kind: "exists", query, line, column };
    }
    case "ARRAY":
      return cursor.peek(1).keyword === "[" ? parseArray(context) : undefined;
    case "ROW":
      return isCall ? parseRow(context) : undefined;
    default:
      return parseKeywordCall(context);
  }
}

function parseCase(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  const operand = cursor.at("WHEN") ? undefined : context.parseExpression(context);
  const whens: { when: Expression; then: Expression }[] = [];
  while (cursor.accept("WHEN")) {
    const when = context.parseExpression(context);
    cursor.expect("THEN");
    whens.push({ when, then: context.parseExpression(context) });
  }
  if (whens.length === 0) throw cursor.mismatch();
  const otherwise = cursor.accept("ELSE") ? context.parseExpression(context) : undefined;
  cursor.expect("END");
  return {
    kind: "case",
    ...(operand === undefined ? {} : { operand }),
    whens,
    ...(otherwise === undefined ? {} : { otherwise }),
    line,
    column,
  };
}

function parseCast(context: ParserContext, safe: boolean): Expression {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  cursor.expect("(");
  const operand = context.parseExpression(context);
  cursor.expect("AS");
  const type = parseType(context);
  cursor.expect(")");
  return { kind: "cast", operand, type, safe, line, column };
}

function parseArray(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  cursor.expect("[");
  const items = cursor.at("]") ? [] : parseList(context, context.parseExpression);
  cursor.expect("]");
  return { kind: "array", items, line, column };
}

function parseRow(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  cursor.expect("(");
  const items = parseList(context, context.parseExpression);
  cursor.expect(")");
  return { kind: "row", items, line, column };
}
