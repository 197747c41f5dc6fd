/** Reads a whole query: WITH, then its body; and makes the context in which the parser's parts find each other. */
import type { TokenCursor } from "../../shared/token-cursor.ts";
import type { CommonTableExpression, Query } from "../syntax.ts";
import { parseExpression, parseValue } from "./expression-parser.ts";
import type { ParserContext } from "./parser-context.ts";
import { parseList, parseName, parseNameList } from "./parser-context.ts";
import { continueQuery, parseQueryBody } from "./query-tail-parser.ts";

export function createParserContext(cursor: TokenCursor): ParserContext {
  return {
    cursor,
    withScopes: [],
    tables: [],
    hiddenColumns: new Set(),
    parameterCount: 0,
    parseQuery,
    parseExpression,
    parseValue,
    continueQuery,
  };
}

export function parseQuery(context: ParserContext): Query {
  return context.cursor.nested(() => {
    const { cursor } = context;
    if (!cursor.accept("WITH")) return parseQueryBody(context);
    const recursive = cursor.accept("RECURSIVE");
    const names = new Set<string>();
    context.withScopes.push(names);
    const expressions = parseList(context, (inner) => parseCommonTable(inner, names, recursive));
    const body = parseQueryBody(context);
    context.withScopes.pop();
    return { ...body, with: expressions, recursive };
  });
}

/** A name is visible to the expressions after it, and to itself only under RECURSIVE. */
function parseCommonTable(context: ParserContext, names: Set<string>, recursive: boolean): CommonTableExpression {
  const { cursor } = context;
  const name = parseName(context);
  const columns = cursor.at("(") ? parseNameList(context) : [];
  cursor.expect("AS");
  cursor.expect("(");
  if (recursive) names.add(name.text.toLowerCase());
  const query = parseQuery(context);
  cursor.expect(")");
  names.add(name.text.toLowerCase());
  return { name, columns, query };
}
