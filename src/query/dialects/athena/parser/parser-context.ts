/**
 * What the parts of the query parser share while they read one statement: the cursor, the names that WITH clauses define
 * around the current place, and what the statement mentions. The parts call each other through it, because expressions hold
 * queries and queries hold expressions.
 */
import type { Token } from "../../shared/lexer.ts";
import type { TokenCursor } from "../../shared/token-cursor.ts";
import type { TableReference } from "../statement.ts";
import type { Expression, Name, Query, QueryTerm } from "../syntax.ts";

export interface ParserContext {
  readonly cursor: TokenCursor;
  /** Innermost last; names in lower case. */
  readonly withScopes: Set<string>[];
  readonly tables: TableReference[];
  readonly hiddenColumns: Set<string>;
  parameterCount: number;
  readonly parseQuery: (context: ParserContext) => Query;
  readonly parseExpression: (context: ParserContext) => Expression;
  /** The rest of a query (UNION, ORDER BY ...) whose first term has been read. */
  readonly continueQuery: (context: ParserContext, first: QueryTerm) => Query;
  /** An expression without AND, OR, NOT and predicates. */
  readonly parseValue: (context: ParserContext) => Expression;
}

/** Words that cannot be names unless quoted (Trino's SqlBase.g4, everything outside `nonReserved`). */
const RESERVED = new Set(
  (
    "ALTER AND AS BETWEEN BY CASE CAST CONSTRAINT CREATE CROSS CUBE CURRENT_CATALOG CURRENT_DATE CURRENT_PATH CURRENT_ROLE " +
    "CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER DEALLOCATE DELETE DESCRIBE DISTINCT DROP ELSE END ESCAPE EXCEPT " +
    "EXECUTE EXISTS EXTRACT FALSE FOR FROM FULL GROUP GROUPING HAVING IN INNER INSERT INTERSECT INTO IS JOIN JSON_ARRAY " +
    "JSON_EXISTS JSON_OBJECT JSON_QUERY JSON_TABLE JSON_VALUE LEFT LIKE LISTAGG LOCALTIME LOCALTIMESTAMP NATURAL NORMALIZE NOT " +
    "NULL ON OR ORDER OUTER PREPARE RECURSIVE RIGHT ROLLUP SELECT SKIP TABLE THEN TRIM TRUE UESCAPE UNION UNNEST USING VALUES " +
    "WHEN WHERE WITH"
  ).split(" "),
);

export function isReserved(token: Token): boolean {
  return token.kind === "word" && RESERVED.has(token.keyword);
}

const TAIL_WORDS = new Set(["UNION", "INTERSECT", "EXCEPT", "ORDER", "OFFSET", "LIMIT", "FETCH"]);

/** Whether what was read so far is only the first term of a query. */
export function isQueryContinued(context: ParserContext): boolean {
  return TAIL_WORDS.has(context.cursor.token.keyword);
}

/** Whether the token `ahead` of the cursor can be an identifier. */
export function isNameAt(context: ParserContext, ahead: number): boolean {
  const token = context.cursor.peek(ahead);
  return token.kind === "quoted-name" || (token.kind === "word" && !isReserved(token));
}

export function parseName(context: ParserContext): Name {
  const { cursor } = context;
  if (!isNameAt(context, 0)) {
    cursor.remember("<identifier>");
    throw cursor.mismatch();
  }
  const token = cursor.advance();
  return { text: token.value, quoted: token.kind === "quoted-name", line: token.line, column: token.column };
}

/** `(a, b, c)`. */
export function parseNameList(context: ParserContext): readonly Name[] {
  context.cursor.expect("(");
  const names = parseList(context, parseName);
  context.cursor.expect(")");
  return names;
}

export function parseList<Item>(context: ParserContext, parseItem: (context: ParserContext) => Item): readonly Item[] {
  const items = [parseItem(context)];
  while (context.cursor.accept(",")) items.push(parseItem(context));
  return items;
}

/** One to three names with dots: catalog, database, table. Not yet counted as a mention. */
export function parseTableName(context: ParserContext): TableReference {
  const first = parseName(context);
  const parts = [first.text];
  while (parts.length < 3 && context.cursor.accept(".")) parts.push(parseName(context).text);
  const [name = "", database, catalog] = parts.toReversed();
  return {
    name,
    ...(database === undefined ? {} : { database }),
    ...(catalog === undefined ? {} : { catalog }),
    line: first.line,
    column: first.column,
  };
}
