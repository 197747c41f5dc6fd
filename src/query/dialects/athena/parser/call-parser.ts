/**
 * Reads function calls: the ordinary form with DISTINCT, ORDER BY, FILTER, null treatment and OVER, and the forms with a
 * grammar of their own (EXTRACT, TRIM, SUBSTRING ... FROM, POSITION ... IN, LISTAGG, JSON_VALUE and relatives, CURRENT_DATE).
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { Expression, FunctionCall, JsonBehavior, JsonCall } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { isNameAt, parseList, parseName } from "./parser-context.ts";
import { parseType } from "./type-parser.ts";
import { parseSortItem, parseWindow } from "./window-parser.ts";

const NO_CALL = { kind: "call", star: false, distinct: false, orderBy: [], withinGroup: false } as const;

/** A name with dots followed by `(`. */
export function isCallAt(context: ParserContext): boolean {
  let ahead = 0;
  while (isNameAt(context, ahead) && context.cursor.peek(ahead + 1).keyword === ".") ahead += 2;
  return isNameAt(context, ahead) && context.cursor.peek(ahead + 1).keyword === "(";
}

export function parseCall(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.token;
  let name = parseName(context).text;
  while (cursor.accept(".")) name = `${name}.${parseName(context).text}`;
  return parseCallTail(context, name.toLowerCase(), { line, column });
}

function parseCallTail(context: ParserContext, name: string, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.expect("(");
  if (cursor.accept("*")) {
    cursor.expect(")");
    return { ...NO_CALL, name, args: [], star: true, ...parseCallClauses(context), ...position };
  }
  const distinct = cursor.accept("DISTINCT");
  if (!distinct) cursor.accept("ALL");
  const args = cursor.at(")") || cursor.at("ORDER") ? [] : parseList(context, context.parseExpression);
  const orderBy = cursor.accept("ORDER", "BY") ? parseList(context, parseSortItem) : [];
  cursor.expect(")");
  return { ...NO_CALL, name, args, distinct, orderBy, ...parseCallClauses(context), ...position };
}

type CallClauses = Pick<FunctionCall, "filter" | "nullTreatment" | "over">;

function parseCallClauses(context: ParserContext): CallClauses {
  const { cursor } = context;
  let clauses: CallClauses = {};
  if (cursor.at("FILTER") && cursor.peek(1).keyword === "(") {
    cursor.advance();
    cursor.expect("(", "WHERE");
    clauses = { filter: context.parseExpression(context) };
    cursor.expect(")");
  }
  if (cursor.accept("IGNORE", "NULLS")) clauses = { ...clauses, nullTreatment: "ignore" };
  else if (cursor.accept("RESPECT", "NULLS")) clauses = { ...clauses, nullTreatment: "respect" };
  if (!cursor.at("OVER")) return clauses;
  cursor.advance();
  if (!cursor.accept("(")) return { ...clauses, over: parseName(context) };
  const over = parseWindow(context);
  cursor.expect(")");
  return { ...clauses, over };
}

/** Words that name a value without parentheses; some take a precision. */
const SPECIAL_VALUES = new Set([
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_TIMESTAMP",
  "LOCALTIME",
  "LOCALTIMESTAMP",
  "CURRENT_USER",
  "CURRENT_CATALOG",
  "CURRENT_SCHEMA",
]);

/** The call at the cursor when its first word gives it a grammar of its own. */
export function parseKeywordCall(context: ParserContext): Expression | undefined {
  const { cursor } = context;
  const { line, column, keyword } = cursor.token;
  const position = { line, column };
  if (SPECIAL_VALUES.has(keyword)) {
    cursor.advance();
    const precision = cursor.accept("(") ? [parsePrecision(context)] : [];
    return { ...NO_CALL, name: keyword.toLowerCase(), args: precision, ...position };
  }
  if (cursor.peek(1).keyword !== "(") return undefined;
  const parse = KEYWORD_CALLS[keyword];
  return parse?.(context, position);
}

function parsePrecision(context: ParserContext): Expression {
  const { line, column, value } = context.cursor.expectKind("integer", "<integer>");
  context.cursor.expect(")");
  return { kind: "integer", text: value, line, column };
}

type KeywordCallParser = (context: ParserContext, position: SqlPosition) => Expression;

const KEYWORD_CALLS: Readonly<Record<string, KeywordCallParser>> = {
  EXTRACT: parseExtract,
  TRIM: parseTrim,
  SUBSTRING: parseSubstring,
  POSITION: parsePosition,
  NORMALIZE: parseNormalize,
  GROUPING: (context, position) => parseReserved(context, position),
  LISTAGG: parseListagg,
  JSON_OBJECT: refuseConstructor,
  JSON_ARRAY: refuseConstructor,
  JSON_EXISTS: (context, position) => parseJsonCall(context, position, "json_exists"),
  JSON_VALUE: (context, position) => parseJsonCall(context, position, "json_value"),
  JSON_QUERY: (context, position) => parseJsonCall(context, position, "json_query"),
};

function refuseConstructor(context: ParserContext, position: SqlPosition): never {
  const name = context.cursor.token.keyword;
  throw sqlErrorAt("NOT_SUPPORTED", position, `${name} is not supported by Lakebed`);
}

function parseReserved(context: ParserContext, position: SqlPosition): Expression {
  return parseCallTail(context, context.cursor.advance().value.toLowerCase(), position);
}

function parseExtract(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const field = parseName(context).text.toLowerCase();
  cursor.expect("FROM");
  const operand = context.parseExpression(context);
  cursor.expect(")");
  return { kind: "extract", field, operand, ...position };
}

/** `trim([LEADING | TRAILING | BOTH] [characters] [FROM] source)` becomes ltrim, rtrim or trim. */
function parseTrim(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const side = cursor.acceptAny(["LEADING", "TRAILING", "BOTH"])?.keyword ?? "BOTH";
  const name = { LEADING: "ltrim", TRAILING: "rtrim", BOTH: "trim" }[side] ?? "trim";
  let args: readonly Expression[];
  if (cursor.accept("FROM")) {
    args = [context.parseExpression(context)];
  } else {
    const first = context.parseExpression(context);
    if (cursor.accept("FROM")) args = [context.parseExpression(context), first];
    else if (cursor.accept(",")) args = [first, context.parseExpression(context)];
    else args = [first];
  }
  cursor.expect(")");
  return { ...NO_CALL, name, args, ...position };
}

function parseSubstring(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const args = [context.parseExpression(context)];
  if (cursor.accept("FROM")) {
    args.push(context.parseExpression(context));
    if (cursor.accept("FOR")) args.push(context.parseExpression(context));
  } else {
    while (cursor.accept(",")) args.push(context.parseExpression(context));
  }
  cursor.expect(")");
  return { ...NO_CALL, name: "substring", args, ...position };
}

function parsePosition(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  // The needle is a value without predicates, so that IN is left for this form.
  const needle = context.parseValue(context);
  cursor.expect("IN");
  const haystack = context.parseExpression(context);
  cursor.expect(")");
  return { ...NO_CALL, name: "strpos", args: [haystack, needle], ...position };
}

function parseNormalize(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const operand = context.parseExpression(context);
  const form = cursor.accept(",") ? parseName(context).text.toUpperCase() : "NFC";
  cursor.expect(")");
  return { ...NO_CALL, name: "normalize", args: [operand, { kind: "string", value: form, ...position }], ...position };
}

function parseListagg(context: ParserContext, position: SqlPosition): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const distinct = cursor.accept("DISTINCT");
  const args = parseList(context, context.parseExpression);
  cursor.expect(")", "WITHIN", "GROUP", "(", "ORDER", "BY");
  const orderBy = parseList(context, parseSortItem);
  cursor.expect(")");
  return {
    ...NO_CALL,
    name: "listagg",
    args,
    distinct,
    orderBy,
    withinGroup: true,
    ...parseCallClauses(context),
    ...position,
  };
}

function parseJsonCall(context: ParserContext, position: SqlPosition, name: JsonCall["name"]): Expression {
  const { cursor } = context;
  cursor.advance();
  cursor.expect("(");
  const input = context.parseExpression(context);
  if (cursor.accept("FORMAT", "JSON") && cursor.accept("ENCODING")) cursor.acceptAny(["UTF8", "UTF16", "UTF32"]);
  cursor.expect(",");
  const path = context.parseExpression(context);
  let call: JsonCall = {
    kind: "json-call",
    name,
    input,
    path,
    wrapper: "without",
    onEmpty: { kind: "null" },
    onError: { kind: name === "json_exists" ? "false" : "null" },
    omitQuotes: false,
  };
  if (cursor.accept("RETURNING")) call = { ...call, returning: parseType(context) };
  if (name === "json_query") call = parseWrapper(context, call);
  for (let behavior = parseJsonBehavior(context); behavior !== undefined; behavior = parseJsonBehavior(context)) {
    cursor.expect("ON");
    if (name !== "json_exists" && cursor.accept("EMPTY")) call = { ...call, onEmpty: behavior };
    else {
      cursor.expect("ERROR");
      call = { ...call, onError: behavior };
    }
  }
  cursor.expect(")");
  return { ...call, ...position };
}

function parseWrapper(context: ParserContext, call: JsonCall): JsonCall {
  const { cursor } = context;
  let next = call;
  if (cursor.accept("WITHOUT")) {
    cursor.accept("ARRAY");
    cursor.expect("WRAPPER");
  } else if (cursor.accept("WITH")) {
    const wrapper = cursor.accept("CONDITIONAL") ? "conditional" : "unconditional";
    cursor.accept("UNCONDITIONAL");
    cursor.accept("ARRAY");
    cursor.expect("WRAPPER");
    next = { ...next, wrapper };
  }
  if (cursor.accept("KEEP", "QUOTES") || cursor.accept("OMIT", "QUOTES")) {
    next = { ...next, omitQuotes: cursor.peek(-2).keyword === "OMIT" };
    cursor.accept("ON", "SCALAR", "STRING");
  }
  return next;
}

function parseJsonBehavior(context: ParserContext): JsonBehavior | undefined {
  const { cursor } = context;
  if (cursor.accept("NULL")) return { kind: "null" };
  if (cursor.accept("ERROR")) return { kind: "error" };
  if (cursor.accept("TRUE")) return { kind: "true" };
  if (cursor.accept("FALSE")) return { kind: "false" };
  if (cursor.accept("UNKNOWN")) return { kind: "unknown" };
  if (cursor.accept("EMPTY", "ARRAY")) return { kind: "empty-array" };
  if (cursor.accept("EMPTY", "OBJECT")) return { kind: "empty-object" };
  if (cursor.accept("DEFAULT")) return { kind: "default", value: context.parseExpression(context) };
  return undefined;
}
