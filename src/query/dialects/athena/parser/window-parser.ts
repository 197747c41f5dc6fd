/** Reads ORDER BY items and window specifications: `PARTITION BY ... ORDER BY ... ROWS BETWEEN ... AND ...`. */
import type { FrameBound, SortItem, WindowSpecification } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { isNameAt, parseList, parseName } from "./parser-context.ts";

export function parseSortItem(context: ParserContext): SortItem {
  const { cursor } = context;
  const expression = context.parseExpression(context);
  const descending = cursor.acceptAny(["ASC", "DESC"])?.keyword === "DESC";
  if (!cursor.accept("NULLS")) return { expression, descending };
  if (cursor.accept("FIRST")) return { expression, descending, nulls: "first" };
  cursor.expect("LAST");
  return { expression, descending, nulls: "last" };
}

const CLAUSE_WORDS = new Set(["PARTITION", "ORDER", "ROWS", "RANGE", "GROUPS"]);

/** What stands between the parentheses. */
export function parseWindow(context: ParserContext): WindowSpecification {
  const { cursor } = context;
  const base = isNameAt(context, 0) && !CLAUSE_WORDS.has(cursor.token.keyword) ? parseName(context) : undefined;
  const partitionBy = cursor.accept("PARTITION", "BY") ? parseList(context, context.parseExpression) : [];
  const orderBy = cursor.accept("ORDER", "BY") ? parseList(context, parseSortItem) : [];
  const frame = parseFrame(context);
  return { ...(base === undefined ? {} : { base }), partitionBy, orderBy, ...(frame === undefined ? {} : { frame }) };
}

function parseFrame(context: ParserContext): WindowSpecification["frame"] {
  const { cursor } = context;
  const word = cursor.acceptAny(["ROWS", "RANGE", "GROUPS"])?.keyword;
  if (word === undefined) return undefined;
  const unit = ({ ROWS: "rows", RANGE: "range", GROUPS: "groups" } as const)[word as "ROWS" | "RANGE" | "GROUPS"];
  if (!cursor.accept("BETWEEN")) return { unit, start: parseBound(context) };
  const start = parseBound(context);
  cursor.expect("AND");
  return { unit, start, end: parseBound(context) };
}

function parseBound(context: ParserContext): FrameBound {
  const { cursor } = context;
  if (cursor.accept("CURRENT", "ROW")) return { kind: "current-row" };
  if (cursor.accept("UNBOUNDED", "PRECEDING")) return { kind: "unbounded-preceding" };
  if (cursor.accept("UNBOUNDED", "FOLLOWING")) return { kind: "unbounded-following" };
  const value = context.parseExpression(context);
  if (cursor.accept("PRECEDING")) return { kind: "preceding", value };
  cursor.expect("FOLLOWING");
  return { kind: "following", value };
}
