/**
 * Reads FROM: tables, joins, derived tables, UNNEST, LATERAL, samples and aliases. A table whose name a surrounding WITH
 * defines is not recorded as a mention. MATCH_RECOGNIZE, table functions and JSON_TABLE are refused by name.
 */
import { sqlErrorAt } from "../../shared/sql-error.ts";
import type { TableReference } from "../statement.ts";
import type { Expression, Relation } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { isNameAt, isQueryContinued, parseList, parseName, parseNameList, parseTableName } from "./parser-context.ts";

/** Relations joined in one FROM, each of which is a level of the tree. */
const JOINS_MAX = 200;

const QUERY_WORDS = new Set(["SELECT", "WITH", "VALUES", "TABLE"]);

export function parseFrom(context: ParserContext): Relation {
  let left = parseJoins(context);
  for (let count = 0; context.cursor.accept(","); count += 1) {
    checkCount(context, count);
    left = { kind: "join", type: "cross", left, right: parseJoins(context), natural: false };
  }
  return left;
}

function checkCount(context: ParserContext, count: number): void {
  if (count > JOINS_MAX)
    throw sqlErrorAt(
      "STATEMENT_TOO_COMPLEX",
      context.cursor.token,
      "statement is too large (stack overflow while parsing)",
    );
}

function parseJoins(context: ParserContext): Relation {
  let left = parseSampled(context);
  for (let count = 0; ; count += 1) {
    checkCount(context, count);
    const next = parseJoin(context, left);
    if (next === undefined) return left;
    left = next;
  }
}

function parseJoin(context: ParserContext, left: Relation): Relation | undefined {
  const { cursor } = context;
  if (cursor.accept("CROSS", "JOIN"))
    return { kind: "join", type: "cross", left, right: parseSampled(context), natural: false };
  const natural = cursor.accept("NATURAL");
  const type = parseJoinType(context);
  if (type === undefined) return undefined;
  if (natural) return { kind: "join", type, left, right: parseSampled(context), natural: true };
  // `a JOIN b JOIN c ON x ON y` nests to the right; a level each.
  const right = cursor.nested(() => parseJoins(context));
  if (cursor.accept("ON"))
    return { kind: "join", type, left, right, natural: false, on: context.parseExpression(context) };
  cursor.expect("USING");
  return { kind: "join", type, left, right, natural: false, using: parseNameList(context) };
}

function parseJoinType(context: ParserContext): "inner" | "left" | "right" | "full" | undefined {
  const { cursor } = context;
  if (cursor.accept("JOIN")) return "inner";
  if (cursor.accept("INNER", "JOIN")) return "inner";
  for (const [word, type] of [
    ["LEFT", "left"],
    ["RIGHT", "right"],
    ["FULL", "full"],
  ] as const) {
    if (cursor.accept(word, "OUTER", "JOIN") || cursor.accept(word, "JOIN")) return type;
  }
  return undefined;
}

function parseSampled(context: ParserContext): Relation {
  const { cursor } = context;
  const relation = parseAliased(context);
  if (!cursor.accept("TABLESAMPLE")) return relation;
  const method = cursor.acceptAny(["BERNOULLI", "SYSTEM"])?.keyword;
  if (method === undefined) throw cursor.mismatch();
  cursor.expect("(");
  const percentage: Expression = context.parseExpression(context);
  cursor.expect(")");
  return { kind: "sampled", relation, method: method === "SYSTEM" ? "system" : "bernoulli", percentage };
}

function parseAliased(context: ParserContext): Relation {
  const { cursor } = context;
  const relation = parseRelation(context);
  if (cursor.at("MATCH_RECOGNIZE"))
    throw sqlErrorAt("NOT_SUPPORTED", cursor.token, "MATCH_RECOGNIZE is not supported by Lakebed");
  if (!cursor.accept("AS") && !isAliasAt(context)) return relation;
  const alias = parseName(context);
  const columns = cursor.at("(") ? parseNameList(context) : [];
  return { kind: "aliased", relation, alias, columns };
}

function isAliasAt(context: ParserContext): boolean {
  const { keyword } = context.cursor.token;
  if (!isNameAt(context, 0)) return false;
  // Words that may be names but begin the next clause here.
  if (
    keyword === "WINDOW" ||
    keyword === "LIMIT" ||
    keyword === "OFFSET" ||
    keyword === "FETCH" ||
    keyword === "TABLESAMPLE"
  )
    return false;
  return true;
}

function parseRelation(context: ParserContext): Relation {
  const { cursor } = context;
  const { line, column } = cursor.token;
  if (cursor.at("(")) return cursor.nested(() => parseParenthesized(context));
  if (cursor.accept("UNNEST")) return parseUnnest(context, { line, column });
  if (cursor.at("LATERAL") && cursor.peek(1).keyword === "(") {
    cursor.expect("LATERAL", "(");
    const query = context.parseQuery(context);
    cursor.expect(")");
    return { kind: "derived", query, lateral: true };
  }
  if (cursor.token.keyword === "TABLE" || cursor.token.keyword === "JSON_TABLE")
    throw sqlErrorAt("NOT_SUPPORTED", cursor.token, "Table functions are not supported by Lakebed");
  const table = parseTableName(context);
  if (cursor.at("FOR") && ["TIMESTAMP", "VERSION", "SYSTEM_TIME", "SYSTEM_VERSION"].includes(cursor.peek(1).keyword)) {
    throw sqlErrorAt("NOT_SUPPORTED", cursor.token, "This connector does not support versioned tables");
  }
  return mentionTable(context, table);
}

/** Records the mention, unless it is a name of a surrounding WITH. */
export function mentionTable(context: ParserContext, table: TableReference): Relation {
  const isLocal =
    table.database === undefined && context.withScopes.some((scope) => scope.has(table.name.toLowerCase()));
  if (!isLocal) context.tables.push(table);
  return { kind: "table", table };
}

function parseParenthesized(context: ParserContext): Relation {
  const { cursor } = context;
  cursor.expect("(");
  if (QUERY_WORDS.has(cursor.token.keyword)) {
    const query = context.parseQuery(context);
    cursor.expect(")");
    return { kind: "derived", query, lateral: false };
  }
  const relation = parseJoins(context);
  if (relation.kind === "derived" && isQueryContinued(context)) {
    // `((SELECT 1) UNION (SELECT 2))`: what looked like a derived table begins a query.
    const query = context.continueQuery(context, { kind: "nested", query: relation.query });
    cursor.expect(")");
    return { kind: "derived", query, lateral: false };
  }
  cursor.expect(")");
  return relation;
}

function parseUnnest(context: ParserContext, position: { readonly line: number; readonly column: number }): Relation {
  const { cursor } = context;
  cursor.expect("(");
  const items = parseList(context, context.parseExpression);
  cursor.expect(")");
  return { kind: "unnest", items, withOrdinality: cursor.accept("WITH", "ORDINALITY"), position };
}
