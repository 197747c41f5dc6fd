/** CASE, CAST and calls of functions. The set of functions is closed: any other name with a parenthesis behind it is UnsupportedFunction. */
import { selectError } from "../select-error.ts";
import type { AggregateName, CastType, DatePart, Expression, ScalarFunctionName } from "./syntax.ts";
import type { TokenReader } from "./token-reader.ts";

type ParseExpression = (reader: TokenReader) => Expression;

const AGGREGATES: Readonly<Record<string, AggregateName>> = {
  avg: "AVG",
  count: "COUNT",
  max: "MAX",
  min: "MIN",
  sum: "SUM",
};

/** Fewest and most arguments. */
const FUNCTIONS: Readonly<Record<string, readonly [ScalarFunctionName, number, number]>> = {
  coalesce: ["COALESCE", 1, Number.POSITIVE_INFINITY],
  nullif: ["NULLIF", 2, 2],
  char_length: ["CHAR_LENGTH", 1, 1],
  character_length: ["CHAR_LENGTH", 1, 1],
  lower: ["LOWER", 1, 1],
  upper: ["UPPER", 1, 1],
  to_string: ["TO_STRING", 2, 2],
  to_timestamp: ["TO_TIMESTAMP", 1, 1],
  utcnow: ["UTCNOW", 0, 0],
};

const CAST_TYPES: Readonly<Record<string, CastType>> = {
  bool: "bool",
  boolean: "bool",
  int: "int",
  integer: "int",
  string: "string",
  float: "float",
  decimal: "decimal",
  numeric: "decimal",
  timestamp: "timestamp",
};

const DATE_PARTS = ["year", "month", "day", "hour", "minute", "second"] as const;
const EXTRACTED_PARTS = [...DATE_PARTS, "timezone_hour", "timezone_minute"] as const;

/** Undefined where no call begins. */
export function parseCall(reader: TokenReader, parse: ParseExpression): Expression | undefined {
  const { keyword } = reader.token;
  if (reader.accept("case")) return parseCase(reader, parse);
  if (keyword === "cast") return parseCast(reader, parse);
  if (reader.peek(1).keyword !== "(") {
    const isFunction = FUNCTIONS[keyword] !== undefined || AGGREGATES[keyword] !== undefined;
    if (isFunction && keyword !== "to_string" && keyword !== "to_timestamp" && keyword !== "utcnow") {
      reader.advance();
      throw reader.refuse("ParseExpectedLeftParenBuiltinFunctionCall");
    }
    return undefined;
  }
  const special = SPECIAL[keyword];
  const aggregate = AGGREGATES[keyword];
  const scalar = FUNCTIONS[keyword];
  if (special === undefined && aggregate === undefined && scalar === undefined)
    throw selectError(
      "UnsupportedFunction",
      `We encountered an unsupported SQL function: ${reader.token.value.slice(0, 100)}.`,
    );
  reader.advance();
  reader.advance();
  if (special !== undefined) return closed(reader, special(reader, parse));
  if (aggregate !== undefined) return parseAggregate(reader, aggregate, parse);
  return parseScalar(reader, scalar ?? ["COALESCE", 0, 0], parse);
}

function closed(reader: TokenReader, expression: Expression): Expression {
  reader.expect(")", "ParseExpectedRightParenBuiltinFunctionCall");
  return expression;
}

function parseCase(reader: TokenReader, parse: ParseExpression): Expression {
  const operand = reader.at("when") ? undefined : parse(reader);
  const branches: { when: Expression; then: Expression }[] = [];
  while (reader.accept("when")) {
    const when = parse(reader);
    reader.expect("then", "ParseExpectedKeyword");
    branches.push({ when, then: parse(reader) });
  }
  if (branches.length === 0) throw reader.refuse("ParseExpectedWhenClause");
  const otherwise = reader.accept("else") ? parse(reader) : undefined;
  reader.expect("end", "ParseExpectedKeyword");
  return { kind: "case", operand, branches, otherwise };
}

function parseCast(reader: TokenReader, parse: ParseExpression): Expression {
  reader.advance();
  reader.expect("(", "ParseExpectedLeftParenAfterCast");
  const operand = parse(reader);
  if (!reader.accept("as"))
    throw reader.refuse(reader.at(")") || reader.at(",") ? "ParseCastArity" : "ParseExpectedKeyword");
  const type = CAST_TYPES[reader.token.keyword];
  if (type === undefined) throw reader.refuse("ParseExpectedTypeName");
  reader.advance();
  if (reader.at("(")) throw reader.refuse("ParseInvalidTypeParam");
  return closed(reader, { kind: "cast", operand, type });
}

function parseAggregate(reader: TokenReader, name: AggregateName, parse: ParseExpression): Expression {
  if (reader.accept("*")) {
    if (name !== "COUNT") throw selectError("ParseUnsupportedCallWithStar");
    return closed(reader, { kind: "aggregate", name, argument: undefined });
  }
  if (reader.at("distinct") || reader.at("all")) throw reader.refuse("ParseUnsupportedSyntax");
  if (reader.at(")")) throw selectError("ParseNonUnaryAgregateFunctionCall");
  const argument = parse(reader);
  if (reader.at(",")) throw selectError("ParseNonUnaryAgregateFunctionCall");
  return closed(reader, { kind: "aggregate", name, argument });
}

function parseScalar(
  reader: TokenReader,
  [name, fewest, most]: readonly [ScalarFunctionName, number, number],
  parse: ParseExpression,
): Expression {
  if (reader.at("*")) throw selectError("ParseUnsupportedCallWithStar");
  const args: Expression[] = [];
  if (!reader.at(")")) {
    do args.push(parse(reader));
    while (reader.accept(","));
  }
  const call = closed(reader, { kind: "call", name, args });
  if (args.length < fewest || args.length > most) throw selectError("EvaluatorInvalidArguments");
  return call;
}

const SPECIAL: Readonly<Record<string, (reader: TokenReader, parse: ParseExpression) => Expression>> = {
  substring: parseSubstring,
  trim: parseTrim,
  extract(reader, parse) {
    const part = datePart(reader, EXTRACTED_PARTS);
    reader.expect("from", "ParseExpectedKeyword");
    return { kind: "extract", part, operand: parse(reader) };
  },
  date_add: (reader, parse) => parseDateCall(reader, "date-add", parse),
  date_diff: (reader, parse) => parseDateCall(reader, "date-diff", parse),
};

/** With FROM and FOR, or with commas. */
function parseSubstring(reader: TokenReader, parse: ParseExpression): Expression {
  const args = [parse(reader)];
  const words = reader.at("from") ? (["from", "for"] as const) : ([",", ","] as const);
  if (!reader.accept(words[0])) throw reader.refuse("ParseExpectedArgumentDelimiter");
  args.push(parse(reader));
  if (reader.accept(words[1])) args.push(parse(reader));
  return { kind: "call", name: "SUBSTRING", args };
}

function parseTrim(reader: TokenReader, parse: ParseExpression): Expression {
  const named = reader.acceptAny(["leading", "trailing", "both"] as const);
  const side = named ?? "both";
  if (named !== undefined && reader.accept("from"))
    return { kind: "trim", side, characters: undefined, operand: parse(reader) };
  const first = parse(reader);
  if (reader.accept("from")) return { kind: "trim", side, characters: first, operand: parse(reader) };
  if (named !== undefined) throw reader.refuse("ParseExpectedKeyword");
  return { kind: "trim", side, characters: undefined, operand: first };
}

function parseDateCall(reader: TokenReader, kind: "date-add" | "date-diff", parse: ParseExpression): Expression {
  const part = datePart(reader, DATE_PARTS);
  reader.expect(",", "ParseExpectedArgumentDelimiter");
  const left = parse(reader);
  reader.expect(",", "ParseExpectedArgumentDelimiter");
  return { kind, part, left, right: parse(reader) };
}

function datePart(reader: TokenReader, parts: readonly DatePart[]): DatePart {
  const part = reader.acceptAny(parts);
  if (part === undefined) throw reader.refuse("ParseExpectedDatePart");
  return part;
}
