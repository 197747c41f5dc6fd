/** Reads the terms of a query: SELECT with all its clauses, VALUES, TABLE, and queries in parentheses. */
import type {
  GroupingElement,
  Expression,
  QueryTerm,
  Select,
  SelectItem,
  Name,
  WindowSpecification,
} from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { isNameAt, parseList, parseName, parseTableName } from "./parser-context.ts";
import { mentionTable, parseFrom } from "./relation-parser.ts";
import { parseWindow } from "./window-parser.ts";

export function parseQueryPrimary(context: ParserContext): QueryTerm {
  const { cursor } = context;
  if (cursor.accept("SELECT")) return cursor.nested(() => parseSelect(context));
  if (cursor.accept("VALUES")) return { kind: "values", rows: parseList(context, context.parseExpression) };
  if (cursor.accept("TABLE")) {
    const position = { line: cursor.token.line, column: cursor.token.column };
    const from = mentionTable(context, parseTableName(context));
    return {
      kind: "select",
      distinct: false,
      items: [{ kind: "star", qualifier: [], position }],
      from,
      groupBy: [],
      groupByDistinct: false,
      windows: [],
    };
  }
  cursor.expect("(");
  const query = cursor.nested(() => context.parseQuery(context));
  cursor.expect(")");
  return { kind: "nested", query };
}

function parseSelect(context: ParserContext): Select {
  const { cursor } = context;
  const distinct = cursor.acceptAny(["DISTINCT", "ALL"])?.keyword === "DISTINCT";
  const items = parseList(context, parseSelectItem);
  const from = cursor.accept("FROM") ? parseFrom(context) : undefined;
  const where = cursor.accept("WHERE") ? context.parseExpression(context) : undefined;
  let groupBy: readonly GroupingElement[] = [];
  let groupByDistinct = false;
  if (cursor.accept("GROUP", "BY")) {
    groupByDistinct = cursor.acceptAny(["DISTINCT", "ALL"])?.keyword === "DISTINCT";
    groupBy = parseList(context, parseGroupingElement);
  }
  const having = cursor.accept("HAVING") ? context.parseExpression(context) : undefined;
  const windows = cursor.accept("WINDOW") ? parseList(context, parseNamedWindow) : [];
  return {
    kind: "select",
    distinct,
    items,
    ...(from === undefined ? {} : { from }),
    ...(where === undefined ? {} : { where }),
    groupBy,
    groupByDistinct,
    ...(having === undefined ? {} : { having }),
    windows,
  };
}

function parseSelectItem(context: ParserContext): SelectItem {
  const { cursor } = context;
  const position = { line: cursor.token.line, column: cursor.token.column };
  if (cursor.accept("*")) return { kind: "star", qualifier: [], position };
  let length = 0;
  while (isNameAt(context, length) && cursor.peek(length + 1).keyword === ".") length += 2;
  if (length > 0 && cursor.peek(length).keyword === "*" && cursor.peek(length).kind === "symbol") {
    const qualifier: Name[] = [];
    while (!cursor.accept("*")) {
      qualifier.push(parseName(context));
      cursor.expect(".");
    }
    return { kind: "star", qualifier, position };
  }
  const expression = context.parseExpression(context);
  if (cursor.accept("AS") || isNameAt(context, 0)) return { kind: "expression", expression, alias: parseName(context) };
  return { kind: "expression", expression };
}

function parseGroupingElement(context: ParserContext): GroupingElement {
  const { cursor } = context;
  const isSets = cursor.at("GROUPING", "SETS");
  const word = isSets
    ? "GROUPING"
    : cursor.peek(1).keyword === "("
      ? cursor.acceptAny(["ROLLUP", "CUBE"])?.keyword
      : undefined;
  if (isSets) cursor.expect("GROUPING", "SETS");
  if (word === undefined) return { kind: "simple", expressions: parseGroupingSet(context) };
  cursor.expect("(");
  const sets = cursor.at(")") ? [] : parseList(context, parseGroupingSet);
  cursor.expect(")");
  return { kind: word === "GROUPING" ? "grouping-sets" : word === "CUBE" ? "cube" : "rollup", sets };
}

/** `()`, `(a, b)` or a single expression. */
function parseGroupingSet(context: ParserContext): readonly Expression[] {
  const { cursor } = context;
  if (cursor.at("(") && cursor.peek(1).keyword === ")") {
    cursor.expect("(", ")");
    return [];
  }
  const expression = context.parseExpression(context);
  return expression.kind === "row" ? expression.items : [expression];
}

function parseNamedWindow(context: ParserContext): { readonly name: Name; readonly window: WindowSpecification } {
  const name = parseName(context);
  context.cursor.expect("AS", "(");
  const window = parseWindow(context);
  context.cursor.expect(")");
  return { name, window };
}
