/**
 * Scalar expressions, by precedence: OR, AND, NOT, equality and IS, comparison with IN, BETWEEN and LIKE, sums, products, signs.
 *
 * AWS: s3-select-sql-reference-operators.html ("Operator precedence"). That `=` and `<>` bind weaker than `<` follows from that table's order.
 */
import { selectError } from "../select-error.ts";
import { parseCall } from "./call-parser.ts";
import { parseIon, parseNumber } from "./literal.ts";
import { RESERVED_WORDS } from "./reserved-words.ts";
import type { ComparisonOperator, Expression, PathStep } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() => parseOr(reader));
}

function parseOr(reader: TokenReader): Expression {
  let left = parseAnd(reader);
  while (reader.accept("or")) left = { kind: "or", left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: TokenReader): Expression {
  let left = parseNot(reader);
  while (reader.accept("and")) left = { kind: "and", left, right: parseNot(reader) };
  return left;
}

function parseNot(reader: TokenReader): Expression {
  if (!reader.accept("not")) return parseEquality(reader);
  return { kind: "not", operand: reader.nested(() => parseNot(reader)) };
}

const EQUALITY = ["=", "<>", "!="] as const;
const COMPARISON = ["<", "<=", ">", ">="] as const;

function parseEquality(reader: TokenReader): Expression {
  let left = parseComparison(reader);
  for (;;) {
    const operator = reader.acceptAny(EQUALITY);
    if (operator !== undefined) {
      const right = parseComparison(reader);
      left = { kind: "compare", operator: operator === "!=" ? "<>" : operator, left, right };
    } else if (reader.accept("is")) left = parseIs(reader, left);
    else return left;
  }
}

function parseIs(reader: TokenReader, operand: Expression): Expression {
  const isNegated = reader.accept("not");
  const what = reader.acceptAny(["null", "missing"] as const);
  // PartiQL asks for types with IS; S3 Select does not document it.
  if (what === undefined) throw reader.refuse("ParseUnsupportedSyntax");
  return negated(isNegated, { kind: "is", operand, what });
}

function parseComparison(reader: TokenReader): Expression {
  let left = parseSum(reader);
  for (;;) {
    const operator: ComparisonOperator | undefined = reader.acceptAny(COMPARISON);
    if (operator !== undefined) {
      left = { kind: "compare", operator, left, right: parseSum(reader) };
      continue;
    }
    const isNegated = reader.at("not", "in") || reader.at("not", "between") || reader.at("not", "like");
    if (isNegated) reader.advance();
    if (reader.accept("in")) left = negated(isNegated, parseIn(reader, left));
    else if (reader.accept("between")) left = negated(isNegated, parseBetween(reader, left));
    else if (reader.accept("like")) left = negated(isNegated, parseLike(reader, left));
    else return left;
  }
}

function negated(isNegated: boolean, operand: Expression): Expression {
  return isNegated ? { kind: "not", operand } : operand;
}

function parseIn(reader: TokenReader, operand: Expression): Expression {
  reader.expect("(", "ParseUnexpectedToken");
  if (reader.at("select")) throw reader.refuse("ParseUnsupportedSelect");
  const list = parseList(reader);
  return { kind: "in", operand, list };
}

/** Behind the opening parenthesis, up to the closing one. */
function parseList(reader: TokenReader): Expression[] {
  const list = [parseExpression(reader)];
  while (reader.accept(",")) list.push(parseExpression(reader));
  reader.expect(")", "ParseExpected2TokenTypes");
  return list;
}

function parseBetween(reader: TokenReader, operand: Expression): Expression {
  const low = parseSum(reader);
  reader.expect("and", "ParseExpectedKeyword");
  return { kind: "between", operand, low, high: parseSum(reader) };
}

function parseLike(reader: TokenReader, operand: Expression): Expression {
  const pattern = parseSum(reader);
  const escape = reader.accept("escape") ? parseSum(reader) : undefined;
  return { kind: "like", operand, pattern, escape };
}

function parseSum(reader: TokenReader): Expression {
  let left = parseProduct(reader);
  for (;;) {
    const operator = reader.acceptAny(["+", "-", "||"] as const);
    if (operator === undefined) return left;
    const right = parseProduct(reader);
    left = operator === "||" ? { kind: "concat", left, right } : { kind: "arithmetic", operator, left, right };
  }
}

function parseProduct(reader: TokenReader): Expression {
  let left = parseSigned(reader);
  for (;;) {
    const operator = reader.acceptAny(["*", "/", "%"] as const);
    if (operator === undefined) return left;
    left = { kind: "arithmetic", operator, left, right: parseSigned(reader) };
  }
}

function parseSigned(reader: TokenReader): Expression {
  const sign = reader.acceptAny(["-", "+"] as const);
  if (sign === undefined) return parsePrimary(reader);
  // The smallest integer has no positive counterpart.
  if (sign === "-" && reader.token.kind === "number") return { kind: "literal", value: parseNumber(reader, "-") };
  return { kind: sign === "-" ? "negate" : "plus", operand: reader.nested(() => parseSigned(reader)) };
}

function parsePrimary(reader: TokenReader): Expression {
  const { kind, value, keyword } = reader.token;
  if (kind === "number") return { kind: "literal", value: parseNumber(reader, "") };
  if (kind === "string" || kind === "ion") {
    reader.advance();
    return { kind: "literal", value: kind === "ion" ? parseIon(value) : value };
  }
  if (reader.accept("(")) return parseParenthesis(reader);
  if (keyword === "[" || keyword === "{" || (keyword === "<" && reader.peek(1).keyword === "<"))
    throw reader.refuse("ParseUnsupportedSyntax");
  return parseWord(reader);
}

function parseParenthesis(reader: TokenReader): Expression {
  if (reader.at("select")) throw reader.refuse("ParseUnsupportedSelect");
  const inner = parseExpression(reader);
  if (reader.at(",")) throw reader.refuse("ParseUnsupportedSyntax");
  reader.expect(")", "ParseExpectedTokenType");
  return inner;
}

function parseWord(reader: TokenReader): Expression {
  const { kind, keyword } = reader.token;
  if (kind === "end") throw reader.refuse("ParseExpectedExpression");
  if (kind === "symbol") throw reader.refuse(keyword === "*" ? "ParseUnexpectedTerm" : "ParseUnexpectedToken");
  if (kind === "word") {
    const constant = reader.acceptAny(["null", "missing", "true", "false"] as const);
    if (constant !== undefined) return { kind: "literal", value: CONSTANTS[constant] };
    const call = parseCall(reader, parseExpression);
    if (call !== undefined) return call;
    if (RESERVED_WORDS.has(keyword)) throw reader.refuse("ParseUnexpectedKeyword");
  }
  const root = reader.acceptName();
  if (root === undefined) throw reader.refuse("ParseUnexpectedToken");
  return { kind: "path", root, steps: parseSteps(reader) };
}

const CONSTANTS = { null: null, missing: undefined, true: true, false: false } as const;

function parseSteps(reader: TokenReader): PathStep[] {
  const steps: PathStep[] = [];
  for (;;) {
    if (reader.at(".", "*")) return steps; // The SELECT list knows what to do with it.
    const step = parseStep(reader);
    if (step === undefined) return steps;
    steps.push(step);
  }
}

/** `.name`, `['name']` or `[index]`; undefined where none follows. */
export function parseStep(reader: TokenReader): PathStep | undefined {
  if (reader.accept(".")) {
    const name = reader.acceptName();
    if (name === undefined) throw reader.refuse("ParseUnexpectedToken");
    return { kind: "name", name };
  }
  if (!reader.at("[")) return undefined;
  const inner = reader.peek(1);
  const isIndex = inner.kind === "number" && /^\d{1,9}$/.test(inner.value);
  if (!isIndex && inner.kind !== "string") {
    if (inner.keyword === "*") throw selectError("ParseInvalidContextForWildcardInSelectList");
    throw selectError("InvalidKeyPath");
  }
  reader.advance();
  reader.advance();
  reader.expect("]", "ParseExpectedTokenType");
  return isIndex
    ? { kind: "index", index: Number(inner.value) }
    : { kind: "name", name: { text: inner.value, isQuoted: true } };
}
