/**
 * A whole S3 Select expression: SELECT list, FROM with a path, WHERE, LIMIT. Everything else that SQL has is refused by the name that S3 gives it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-select-sql-reference-select.html (read 2026-11-29)
 */
import { EXPRESSION_BYTES_MAX } from "../select-limits.ts";
import { selectError } from "../select-error.ts";
import { parseExpression, parseStep } from "./expression-parser.ts";
import type { FromStep, Name, SelectItem, SelectStatement } from "./syntax.ts";
import { TokenReader } from "./token-reader.ts";

const JOINS = ["join", "cross", "inner", "left", "right", "full", "natural"];
const CLAUSES = ["group", "having", "order", "union", "except", "intersect", "at", "pivot", "unpivot"];

/** @throws {ExpressionTooLong} 400 and what the error reference lists under Lexer... and Parse... */
export function parseStatement(text: string): SelectStatement {
  if (Buffer.byteLength(text) > EXPRESSION_BYTES_MAX) throw selectError("ExpressionTooLong");
  const reader = new TokenReader(text);
  if (!reader.accept("select")) throw reader.refuse("ParseUnexpectedToken");
  if (reader.at("distinct") || reader.at("all") || reader.at("value")) throw reader.refuse("ParseUnsupportedSyntax");
  const items = parseItems(reader);
  if (!reader.accept("from"))
    throw reader.refuse(
      reader.at("limit") || reader.at("where") || reader.token.kind === "end"
        ? "ParseSelectMissingFrom"
        : "ParseUnexpectedToken",
    );
  const from = parseFrom(reader);
  const where = reader.accept("where") ? parseExpression(reader) : undefined;
  refuseClauses(reader);
  const limit = reader.accept("limit") ? parseLimit(reader) : undefined;
  // Assumed: one semicolon may end the statement, as in PartiQL.
  reader.accept(";");
  if (reader.token.kind !== "end") throw reader.refuse("ParseUnexpectedToken");
  checkAll(items, from.alias);
  return { items, ...from, where, limit };
}

function parseItems(reader: TokenReader): SelectItem[] {
  if (reader.at("from") || reader.token.kind === "end") throw reader.refuse("ParseEmptySelect");
  if (reader.accept("*")) {
    if (reader.at(",")) throw selectError("ParseAsteriskIsNotAloneInSelectList");
    return [{ kind: "all", of: undefined }];
  }
  const items = [parseItem(reader)];
  while (reader.accept(",")) items.push(parseItem(reader));
  return items;
}

function parseItem(reader: TokenReader): SelectItem {
  if (reader.at("*")) throw selectError("ParseAsteriskIsNotAloneInSelectList");
  const expression = parseExpression(reader);
  if (reader.accept(".", "*")) {
    if (expression.kind !== "path" || expression.steps.length > 0)
      throw selectError("ParseInvalidContextForWildcardInSelectList");
    return { kind: "all", of: expression.root };
  }
  if (reader.accept("as")) {
    const name = reader.acceptName();
    if (name === undefined) throw reader.refuse("ParseExpectedIdentForAlias");
    return { kind: "expression", expression, alias: name.text };
  }
  return { kind: "expression", expression, alias: reader.acceptName()?.text };
}

/** `alias.*` names the table. */
function checkAll(items: readonly SelectItem[], alias: Name | undefined): void {
  for (const item of items) {
    if (item.kind !== "all" || item.of === undefined) continue;
    if (!isSameName(item.of, alias ?? { text: "_1", isQuoted: false })) throw selectError("InvalidTableAlias");
  }
}

/** Whether a reference means a name: as written when the reference is quoted. */
export function isSameName(reference: Name, { text }: Name): boolean {
  return reference.isQuoted ? reference.text === text : reference.text.toLowerCase() === text.toLowerCase();
}

function parseFrom(reader: TokenReader): Pick<SelectStatement, "path" | "hasWildcard" | "alias"> {
  if (reader.at("(")) throw reader.refuse("ParseUnsupportedSelect");
  const table = reader.acceptName();
  if (table === undefined) throw reader.refuse("ParseExpected2TokenTypes");
  if (table.text.toLowerCase() !== "s3object")
    throw selectError(
      "EvaluatorBindingDoesNotExist",
      `The table ${table.text.slice(0, 100)} does not exist; S3Object is the only one.`,
    );
  const hasWildcard = reader.at("[") && reader.peek(1).keyword === "*";
  const path = hasWildcard ? parseFromPath(reader) : [];
  // AWS: "FROM S3Object and FROM S3Object[*].path are both valid clauses, but FROM S3Object.path is not."
  if (!hasWildcard && (reader.at(".") || reader.at("["))) throw selectError("InvalidKeyPath");
  const hasAs = reader.accept("as");
  const alias = reader.acceptName();
  if (hasAs && alias === undefined) throw reader.refuse("ParseExpectedIdentForAlias");
  if (reader.at(",")) throw selectError("MultipleDataSourcesUnsupported");
  if (JOINS.includes(reader.token.keyword)) throw selectError("ParseMalformedJoin");
  refuseClauses(reader);
  return { path, hasWildcard, alias: alias ?? impliedAlias(table, path, hasWildcard) };
}

/** AWS: the last name of the path; `S3Object` where there is no path; a path that ends in a wildcard has `_1`, which is the column. */
function impliedAlias(table: Name, path: readonly FromStep[], hasWildcard: boolean): Name | undefined {
  if (!hasWildcard) return table;
  const last = path.at(-1);
  return last?.kind === "name" ? last.name : undefined;
}

function parseFromPath(reader: TokenReader): FromStep[] {
  acceptWildcard(reader);
  const path: FromStep[] = [];
  for (;;) {
    if (reader.accept(".", "*")) path.push({ kind: "all-members" });
    else if (reader.at("[") && reader.peek(1).keyword === "*") {
      acceptWildcard(reader);
      path.push({ kind: "all-elements" });
    } else {
      const step = parseStep(reader);
      if (step === undefined) return path;
      path.push(step);
    }
  }
}

function acceptWildcard(reader: TokenReader): void {
  reader.advance();
  reader.advance();
  reader.expect("]", "ParseExpectedTokenType");
}

function refuseClauses(reader: TokenReader): void {
  if (CLAUSES.includes(reader.token.keyword)) throw reader.refuse("ParseUnsupportedSyntax");
}

function parseLimit(reader: TokenReader): number {
  if (reader.at("-")) throw selectError("EvaluatorNegativeLimit");
  const { kind, value } = reader.token;
  if (kind !== "number" || !/^\d+$/.test(value)) throw reader.refuse("ParseExpectedNumber");
  reader.advance();
  const limit = Number(value);
  if (!Number.isSafeInteger(limit)) throw selectError("IntegerOverflow");
  return limit;
}
