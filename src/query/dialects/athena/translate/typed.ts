/** A translated expression: DuckDB text that stands on its own wherever an operand may stand, and the type of its value. */
import { SqlError } from "../../shared/sql-error.ts";
import type { AthenaType } from "../types/athena-type.ts";

export interface Typed {
  readonly sql: string;
  readonly type: AthenaType;
  /** The value, when the expression is a string or integer literal: patterns and units must be known here. */
  readonly constant?: string | bigint;
  /** UTC text of a timestamp with time zone that was made of a plain column, so that comparing it stays simple. */
  readonly instant?: string;
}

/** Characters of DuckDB text one query may become; templates can repeat their arguments. */
const SQL_LENGTH_MAX = 4_000_000;

/** @throws {SqlError} STATEMENT_TOO_COMPLEX */
export function typed(sql: string, type: AthenaType, constant?: string | bigint): Typed {
  if (sql.length > SQL_LENGTH_MAX) throw new SqlError("STATEMENT_TOO_COMPLEX", "Query is too large after translation");
  return constant === undefined ? { sql, type } : { sql, type, constant };
}

/**
 * An expression of DuckDB type `type` that fails with Athena's error when it is evaluated. A failing cast rather than
 * `error()`: that one is volatile for DuckDB, which stops TRY and filter pushdown around it. Only casts, because DuckDB
 * leaves a constant cast that fails to run time but fails while planning on a comparison or CASE of one.
 * `message` is SQL text of a string.
 */
export function raise(message: string, type: string): string {
  const failing = `CAST(${message} AS INTEGER)`;
  return type === "INTEGER" ? failing : `CAST(CAST(${failing} AS VARCHAR) AS ${type})`;
}

/** Marks a message of `raise` in the engine's error text. */
export const RAISED_MARK = "\u00a7athena:";

/** `raise` of a fixed message. */
export function raiseText(message: string, type: string): string {
  return raise(`'${RAISED_MARK}${message.replaceAll("'", "''")}\u00a7'`, type);
}

/** The message inside an error text of the engine, when `raise` made it. */
export function raisedMessage(engineMessage: string): string | undefined {
  const start = engineMessage.indexOf(RAISED_MARK);
  if (start === -1) return undefined;
  const end = engineMessage.indexOf("\u00a7", start + RAISED_MARK.length);
  return end === -1 ? undefined : engineMessage.slice(start + RAISED_MARK.length, end);
}
