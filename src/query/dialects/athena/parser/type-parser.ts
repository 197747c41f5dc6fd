/** Reads Trino's type syntax: `decimal(10,2)`, `timestamp(3) with time zone`, `array(varchar)`, `row(a integer, varchar)`. */
import type { TypeSyntax } from "../syntax.ts";
import type { ParserContext } from "./parser-context.ts";
import { parseList, parseName } from "./parser-context.ts";

/** Pairs of words that begin a type of several words, so that `row(double precision)` has no field named "double". */
const TWO_WORD_TYPES = new Set([
  "DOUBLE PRECISION",
  "TIMESTAMP WITH",
  "TIMESTAMP WITHOUT",
  "TIME WITH",
  "TIME WITHOUT",
  "INTERVAL DAY",
  "INTERVAL YEAR",
]);

export function parseType(context: ParserContext): TypeSyntax {
  return context.cursor.nested(() => {
    let type = parseSimpleType(context);
    // `integer array` is the standard's spelling of `array(integer)`.
    while (context.cursor.at("ARRAY")) {
      context.cursor.advance();
      type = { name: "array", parameters: [type], fields: [], line: type.line, column: type.column };
    }
    return type;
  });
}

function parseSimpleType(context: ParserContext): TypeSyntax {
  const { cursor } = context;
  const { line, column } = cursor.token;
  if (cursor.at("ROW") && cursor.peek(1).keyword === "(") return parseRowType(context);
  const word = parseName(context).text.toLowerCase();
  if (word === "double") cursor.accept("PRECISION");
  if (word === "interval") return { name: parseIntervalName(context), parameters: [], fields: [], line, column };
  let parameters: readonly (number | TypeSyntax)[] = [];
  if (cursor.accept("(")) {
    parameters = parseList(context, parseTypeParameter);
    cursor.expect(")");
  } else if (cursor.at("<") && (word === "array" || word === "map")) {
    cursor.advance();
    parameters = parseList(context, parseTypeParameter);
    cursor.expect(">");
  }
  const zoned = word === "timestamp" || word === "time" ? parseZone(context) : false;
  return { name: zoned ? `${word} with time zone` : word, parameters, fields: [], line, column };
}

function parseZone(context: ParserContext): boolean {
  if (context.cursor.accept("WITHOUT", "TIME", "ZONE")) return false;
  return context.cursor.accept("WITH", "TIME", "ZONE");
}

function parseIntervalName(context: ParserContext): string {
  if (context.cursor.accept("DAY", "TO", "SECOND")) return "interval day to second";
  context.cursor.expect("YEAR", "TO", "MONTH");
  return "interval year to month";
}

function parseTypeParameter(context: ParserContext): number | TypeSyntax {
  const digits = context.cursor.acceptKind("integer", "<integer>");
  return digits === undefined ? parseType(context) : Number(digits.value);
}

function parseRowType(context: ParserContext): TypeSyntax {
  const { cursor } = context;
  const { line, column } = cursor.advance();
  cursor.expect("(");
  const fields = parseList(context, parseRowField);
  cursor.expect(")");
  return { name: "row", parameters: [], fields, line, column };
}

function parseRowField(context: ParserContext): TypeSyntax["fields"][number] {
  const { cursor } = context;
  const next = cursor.peek(1);
  const isNamed =
    cursor.token.kind === "quoted-name" ||
    (next.kind === "word" &&
      !TWO_WORD_TYPES.has(`${cursor.token.keyword} ${next.keyword}`) &&
      next.keyword !== "ARRAY") ||
    next.kind === "quoted-name";
  if (!isNamed) return { type: parseType(context) };
  return { name: parseName(context).text, type: parseType(context) };
}
