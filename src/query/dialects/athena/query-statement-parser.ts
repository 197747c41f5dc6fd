/**
 * Reads the statements that Athena hands to its query engine: queries and CREATE TABLE AS, INSERT, CREATE VIEW, UNLOAD,
 * EXPLAIN, PREPARE and relatives around them. Iceberg's write statements are recognised by their first word only.
 */
import { TokenCursor } from "../shared/token-cursor.ts";
import { isNameAt, parseList, parseName, parseNameList, parseTableName } from "./parser/parser-context.ts";
import type { ParserContext } from "./parser/parser-context.ts";
import { createParserContext, parseQuery } from "./parser/query-parser.ts";
import { parseWithProperties } from "./parser/with-properties-parser.ts";
import type {
  AthenaStatement,
  ExplainStatement,
  QueryBody,
  UnsupportedStatement,
  WithProperties,
} from "./statement.ts";

const EXPECTED_FIRST =
  "'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', 'CREATE', 'DEALLOCATE', 'DELETE', 'DENY', 'DESC', 'DESCRIBE', 'DROP', 'EXECUTE', " +
  "'EXPLAIN', 'GRANT', 'INSERT', 'MERGE', 'PREPARE', 'REFRESH', 'RESET', 'REVOKE', 'ROLLBACK', 'SET', 'SHOW', 'START', 'TRUNCATE', 'UPDATE', 'USE', <query>";

/** @throws {SqlError} */
export function parseQueryStatement(text: string): AthenaStatement {
  const context = createParserContext(new TokenCursor(text, "trino"));
  const statement = parseStatementAt(context);
  if (statement.kind !== "unsupported") context.cursor.expectEnd();
  return statement;
}

function parseStatementAt(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  const { keyword } = cursor.token;
  if (keyword === "(" || keyword === "SELECT" || keyword === "WITH" || keyword === "VALUES" || keyword === "TABLE")
    return { kind: "query", ...parseBody(context) };
  const parse = PARSERS[keyword];
  if (parse === undefined || cursor.token.kind !== "word") throw cursor.mismatch(EXPECTED_FIRST);
  return cursor.nested(() => parse(context));
}

const PARSERS: Readonly<Record<string, (context: ParserContext) => AthenaStatement>> = {
  CREATE: parseCreate,
  DROP: parseDropView,
  SHOW: parseShowCreateView,
  INSERT: parseInsert,
  UNLOAD: parseUnload,
  EXPLAIN: parseExplain,
  PREPARE: parsePrepare,
  EXECUTE: parseExecute,
  DEALLOCATE: parseDeallocate,
  MERGE: refuse,
  UPDATE: refuse,
  DELETE: refuse,
  OPTIMIZE: refuse,
  VACUUM: refuse,
};

function parseBody(context: ParserContext): QueryBody {
  const query = parseQuery(context);
  return {
    query,
    tables: context.tables,
    hiddenColumns: [...context.hiddenColumns],
    parameterCount: context.parameterCount,
  };
}

function parseCreate(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("CREATE");
  if (cursor.at("TABLE")) return parseCreateTableAs(context);
  const orReplace = cursor.accept("OR", "REPLACE");
  if (!cursor.accept("VIEW") && !cursor.accept("PROTECTED", "MULTI", "DIALECT", "VIEW")) throw cursor.mismatch();
  const view = parseTableName(context);
  const comment = parseComment(context);
  if (cursor.accept("SECURITY")) cursor.acceptAny(["DEFINER", "INVOKER"]);
  cursor.expect("AS");
  const { start } = cursor.token;
  const body = parseBody(context);
  const queryText = cursor.text.slice(start, cursor.previous.end);
  return { kind: "create-view", view, orReplace, ...(comment === undefined ? {} : { comment }), queryText, ...body };
}

function parseComment(context: ParserContext): string | undefined {
  return context.cursor.accept("COMMENT") ? context.cursor.expectKind("string", "<string>").value : undefined;
}

function parseCreateTableAs(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("TABLE");
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const table = parseTableName(context);
  const columnAliases = cursor.at("(") ? parseNameList(context).map((name) => name.text) : undefined;
  const comment = parseComment(context);
  const properties: WithProperties = cursor.accept("WITH") ? parseWithProperties(context) : {};
  cursor.expect("AS");
  const body = parseBody(context);
  const withData = !cursor.accept("WITH", "NO", "DATA");
  if (withData) cursor.accept("WITH", "DATA");
  return {
    kind: "create-table-as",
    table,
    ifNotExists,
    properties,
    ...(columnAliases === undefined ? {} : { columnAliases }),
    ...(comment === undefined ? {} : { comment }),
    withData,
    ...body,
  };
}

function parseDropView(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("DROP");
  cursor.expect("VIEW");
  const ifExists = cursor.accept("IF", "EXISTS");
  return { kind: "drop-view", view: parseTableName(context), ifExists };
}

function parseShowCreateView(context: ParserContext): AthenaStatement {
  context.cursor.expect("SHOW", "CREATE", "VIEW");
  return { kind: "show-create-view", view: parseTableName(context) };
}

function parseInsert(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("INSERT", "INTO");
  const table = parseTableName(context);
  const columns = isColumnListAt(context) ? parseNameList(context).map((name) => name.text) : undefined;
  return { kind: "insert-into", table, ...(columns === undefined ? {} : { columns }), ...parseBody(context) };
}

/** `(a, b)` before the query, as opposed to a query in parentheses. */
function isColumnListAt(context: ParserContext): boolean {
  const { cursor } = context;
  return cursor.at("(") && isNameAt(context, 1) && [",", ")"].includes(cursor.peek(2).keyword);
}

function parseUnload(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("UNLOAD", "(");
  const body = parseBody(context);
  cursor.expect(")", "TO");
  const location = cursor.expectKind("string", "<string>").value;
  const properties = cursor.accept("WITH") ? parseWithProperties(context) : {};
  return { kind: "unload", location, properties, ...body };
}

const EXPLAIN_FORMATS = ["TEXT", "JSON", "GRAPHVIZ"] as const;
const EXPLAIN_TYPES = ["LOGICAL", "DISTRIBUTED", "VALIDATE", "IO"] as const;

function parseExplain(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("EXPLAIN");
  const analyze = cursor.accept("ANALYZE");
  if (analyze) cursor.accept("VERBOSE");
  let format: ExplainStatement["format"] = "TEXT";
  let type: ExplainStatement["type"] = "DISTRIBUTED";
  if (cursor.at("(") && ["FORMAT", "TYPE"].includes(cursor.peek(1).keyword)) {
    cursor.advance();
    do {
      if (cursor.accept("FORMAT")) format = expectOneOf(context, EXPLAIN_FORMATS);
      else {
        cursor.expect("TYPE");
        type = expectOneOf(context, EXPLAIN_TYPES);
      }
    } while (cursor.accept(","));
    cursor.expect(")");
  }
  return { kind: "explain", analyze, format, type, statement: parseStatementAt(context) };
}

function expectOneOf<Word extends string>(context: ParserContext, words: readonly Word[]): Word {
  const keyword = context.cursor.acceptAny(words)?.keyword;
  const word = words.find((candidate) => candidate === keyword);
  if (word === undefined) throw context.cursor.mismatch();
  return word;
}

function parsePrepare(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("PREPARE");
  const name = parseName(context).text;
  cursor.expect("FROM");
  const { start } = cursor.token;
  const statement = parseStatementAt(context);
  return { kind: "prepare", name, statementText: cursor.text.slice(start, cursor.previous.end), statement };
}

function parseExecute(context: ParserContext): AthenaStatement {
  const { cursor } = context;
  cursor.expect("EXECUTE");
  const name = parseName(context).text;
  const parameters = cursor.accept("USING") ? parseList(context, parseParameterText) : [];
  return { kind: "execute", name, parameters };
}

function parseParameterText(context: ParserContext): string {
  const { start } = context.cursor.token;
  context.parseExpression(context);
  return context.cursor.text.slice(start, context.cursor.previous.end);
}

function parseDeallocate(context: ParserContext): AthenaStatement {
  context.cursor.expect("DEALLOCATE", "PREPARE");
  return { kind: "deallocate", name: parseName(context).text };
}

function refuse(context: ParserContext): UnsupportedStatement {
  const statement = context.cursor.advance().keyword as UnsupportedStatement["statement"];
  return {
    kind: "unsupported",
    statement,
    athenaMessage: `NOT_SUPPORTED: ${statement} is supported for Iceberg tables only, which Lakebed does not have yet`,
  };
}
