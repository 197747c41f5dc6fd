/**
 * Why a statement was refused before any engine saw it. Each kind is an error name of Athena's engine, so that the service
 * can file it under Athena's error category without looking at message text.
 */
export type SqlErrorKind =
  /** Does not parse as a query: `line 1:8: mismatched input ...`. */
  | "SYNTAX_ERROR"
  /** Does not parse as Hive DDL: `FAILED: ParseException line 1:7 ...`. */
  | "PARSE_EXCEPTION"
  | "FUNCTION_NOT_FOUND"
  | "COLUMN_NOT_FOUND"
  | "TABLE_NOT_FOUND"
  | "EXPRESSION_NOT_AGGREGATED"
  | "TYPE_MISMATCH"
  | "INVALID_FUNCTION_ARGUMENT"
  | "INVALID_LITERAL"
  | "NUMERIC_VALUE_OUT_OF_RANGE"
  | "INVALID_PARAMETER_USAGE"
  | "STATEMENT_TOO_COMPLEX"
  /** Athena has it and Lakebed does not, or Athena itself refuses it. */
  | "NOT_SUPPORTED"
  /** StartQueryExecution itself refuses the text: empty, too long, or more than one statement. */
  | "INVALID_REQUEST";

export interface SqlPosition {
  /** 1-based. */
  readonly line: number;
  /** 1-based, counted in characters. */
  readonly column: number;
}

/** Any refusal by the parser or the translator. `athenaMessage` is what `StateChangeReason` says. */
export class SqlError extends Error {
  override readonly name = "SqlError";
  readonly kind: SqlErrorKind;
  readonly line: number;
  readonly column: number;
  readonly athenaMessage: string;

  constructor(kind: SqlErrorKind, message: string, position: SqlPosition = { line: 1, column: 1 }) {
    super(message);
    this.kind = kind;
    this.line = position.line;
    this.column = position.column;
    this.athenaMessage = message;
  }
}

/** `KIND: line 1:8: text`, the form in which Athena's engine reports what is wrong with a query it has parsed. */
export function sqlErrorAt(kind: SqlErrorKind, position: SqlPosition, text: string): SqlError {
  return new SqlError(kind, `${kind}: line ${position.line}:${position.column}: ${text}`, position);
}

/** `line 1:8: text`, without a name in front: how Athena reports what does not parse. */
export function parseErrorAt(position: SqlPosition, text: string): SqlError {
  return new SqlError("SYNTAX_ERROR", `line ${position.line}:${position.column}: ${text}`, position);
}
