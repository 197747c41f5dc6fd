/** Reads the small parts that every Hive DDL statement is made of: names, strings, property lists, partition specifications. */
import type { SqlPosition } from "../../shared/sql-error.ts";
import type { TokenCursor } from "../../shared/token-cursor.ts";
import type { PartitionFilter, PartitionSpec, Properties, TableReference } from "../statement.ts";

/** A bare, backquoted or double-quoted name. Hive has no double-quoted names; Athena's console examples use them for DROP TABLE. */
export function parseDdlName(cursor: TokenCursor): string {
  return parseNameToken(cursor).value;
}

function parseNameToken(cursor: TokenCursor): SqlPosition & { readonly value: string } {
  const { token } = cursor;
  const isName =
    token.kind === "word" ||
    token.kind === "quoted-name" ||
    (token.kind === "string" && cursor.text.charAt(token.start) === '"');
  if (!isName || token.value === "") throw cursor.mismatch("Identifier");
  return cursor.advance();
}

export function parseDdlTable(cursor: TokenCursor): TableReference {
  const first = parseNameToken(cursor);
  const parts = [first.value];
  while (parts.length < 3 && cursor.accept(".")) parts.push(parseDdlName(cursor));
  const [name = "", database, catalog] = parts.toReversed();
  return {
    name,
    ...(database === undefined ? {} : { database }),
    ...(catalog === undefined ? {} : { catalog }),
    line: first.line,
    column: first.column,
  };
}

export function parseString(cursor: TokenCursor): string {
  return cursor.expectKind("string", "StringLiteral").value;
}

export function parseOptionalComment(cursor: TokenCursor): { readonly comment?: string } {
  return cursor.accept("COMMENT") ? { comment: parseString(cursor) } : {};
}

export function parseDdlList<Item>(cursor: TokenCursor, parseItem: (cursor: TokenCursor) => Item): readonly Item[] {
  const items = [parseItem(cursor)];
  while (cursor.accept(",")) items.push(parseItem(cursor));
  return items;
}

/** `('a' = 'b', 'c' = 1)`. */
export function parseProperties(cursor: TokenCursor): Properties {
  cursor.expect("(");
  const entries = parseDdlList(cursor, (inner): readonly [string, string] => {
    const key = parseString(inner);
    inner.expect("=");
    return [key, parseConstant(inner)];
  });
  cursor.expect(")");
  return Object.fromEntries(entries);
}

/** A constant as text: strings without quotes, numbers as written, `DATE '2024-01-01'` as its text. */
function parseConstant(cursor: TokenCursor): string {
  const isDated = cursor.peek(1).kind === "string" && (cursor.accept("DATE") || cursor.accept("TIMESTAMP"));
  if (isDated) return parseString(cursor);
  const sign = cursor.acceptAny(["-", "+"])?.keyword === "-" ? "-" : "";
  const { kind } = cursor.token;
  if (kind === "integer" || kind === "decimal" || kind === "double") return sign + cursor.advance().value;
  if (sign === "" && (cursor.at("TRUE") || cursor.at("FALSE"))) return cursor.advance().value.toLowerCase();
  if (sign === "" && kind === "string") return cursor.advance().value;
  throw cursor.mismatch("Constant");
}

/** `PARTITION (a = '1', b = 2)`. */
export function parsePartition(cursor: TokenCursor): PartitionSpec {
  cursor.expect("PARTITION", "(");
  const spec = parseDdlList(cursor, (inner) => {
    const name = parseDdlName(inner);
    inner.expect("=");
    return { name, value: parseConstant(inner) };
  });
  cursor.expect(")");
  return spec;
}

const COMPARISONS = ["=", "<>", "!=", "<=", ">=", "<", ">"] as const;

/** `PARTITION (a < '2020')` of DROP PARTITION. */
export function parsePartitionFilter(cursor: TokenCursor): PartitionFilter {
  cursor.expect("PARTITION", "(");
  const filter = parseDdlList(cursor, (inner) => {
    const name = parseDdlName(inner);
    const symbol = inner.acceptAny(COMPARISONS)?.keyword;
    const operator = COMPARISONS.find((candidate) => candidate === symbol);
    if (operator === undefined) throw inner.mismatch();
    return { name, operator: operator === "!=" ? ("<>" as const) : operator, value: parseConstant(inner) };
  });
  cursor.expect(")");
  return filter;
}

export function parseDatabaseWord(cursor: TokenCursor): void {
  if (cursor.acceptAny(["DATABASE", "SCHEMA"]) === undefined) throw cursor.mismatch();
}
