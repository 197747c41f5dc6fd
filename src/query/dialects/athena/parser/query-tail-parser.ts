/** Reads what joins query terms (UNION, INTERSECT, EXCEPT) and what ends a query (ORDER BY, OFFSET, LIMIT, FETCH). */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { Expression, Query, QueryTerm } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { parseList } from "./parser-context.ts";
import { parseQueryPrimary } from "./select-parser.ts";
import { parseSortItem } from "./window-parser.ts";

/** Queries joined by UNION and its like in one chain. */
const SET_OPERATIONS_MAX = 200;

/** A query without WITH, from its first term on. */
export function parseQueryBody(context: ParserContext): Query {
  return continueQuery(context, parseQueryPrimary(context));
}

/** The rest of a query whose first term is `first`. */
export function continueQuery(context: ParserContext, first: QueryTerm): Query {
  const { cursor } = context;
  const body = parseUnions(context, first);
  const orderBy = cursor.accept("ORDER", "BY") ? parseList(context, parseSortItem) : [];
  const offset = parseOffset(context);
  const { limit, withTies } = parseLimit(context);
  return {
    with: [],
    recursive: false,
    body,
    orderBy,
    ...(offset === undefined ? {} : { offset }),
    ...(limit === undefined ? {} : { limit }),
    withTies,
  };
}

function parseUnions(context: ParserContext, first: QueryTerm): QueryTerm {
  const { cursor } = context;
  let left = parseIntersections(context, first);
  for (let count = 0; ; count += 1) {
    checkCount(context, count);
    const word = cursor.acceptAny(["UNION", "EXCEPT"]);
    if (word === undefined) return left;
    const all = parseQuantifier(context);
    const right = parseIntersections(context, parseQueryPrimary(context));
    left = { kind: "set-operation", operator: word.keyword === "UNION" ? "union" : "except", all, left, right };
  }
}

function parseIntersections(context: ParserContext, first: QueryTerm): QueryTerm {
  let left = first;
  for (let count = 0; context.cursor.accept("INTERSECT"); count += 1) {
    checkCount(context, count);
    const all = parseQuantifier(context);
    left = { kind: "set-operation", operator: "intersect", all, left, right: parseQueryPrimary(context) };
  }
  return left;
}

function parseQuantifier(context: ParserContext): boolean {
  return context.cursor.acceptAny(["ALL", "DISTINCT"])?.keyword === "ALL";
}

function checkCount(context: ParserContext, count: number): void {
  if (count > SET_OPERATIONS_MAX)
    throw sqlErrorAt(
      "STATEMENT_TOO_COMPLEX",
      context.cursor.token,
      "statement is too large (stack overflow while parsing)",
    );
}

function parseOffset(context: ParserContext): Expression | undefined {
  if (!context.cursor.accept("OFFSET")) return undefined;
  const offset = parseRowCount(context);
  context.cursor.acceptAny(["ROW", "ROWS"]);
  return offset;
}

function parseLimit(context: ParserContext): { readonly limit?: Expression; readonly withTies: boolean } {
  const { cursor } = context;
  if (cursor.accept("LIMIT"))
    return cursor.accept("ALL") ? { withTies: false } : { limit: parseRowCount(context), withTies: false };
  if (!cursor.accept("FETCH")) return { withTies: false };
  const { line, column } = cursor.token;
  if (cursor.acceptAny(["FIRST", "NEXT"]) === undefined) throw cursor.mismatch();
  const limit: Expression =
    cursor.at("ROW") || cursor.at("ROWS") ? { kind: "integer", text: "1", line, column } : parseRowCount(context);
  if (cursor.acceptAny(["ROW", "ROWS"]) === undefined) throw cursor.mismatch();
  if (cursor.accept("ONLY")) return { limit, withTies: false };
  cursor.expect("WITH", "TIES");
  return { limit, withTies: true };
}

function parseRowCount(context: ParserContext): Expression {
  const { cursor } = context;
  const { line, column } = cursor.token;
  if (cursor.accept("?")) {
    context.parameterCount += 1;
    return { kind: "parameter", index: context.parameterCount - 1, line, column };
  }
  return { kind: "integer", text: cursor.expectKind("integer", "<integer>").value, line, column };
}
