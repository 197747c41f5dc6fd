/**
 * Why an execution failed, as `StateChangeReason` and `AthenaError`. Every error that can reach an execution is filed here by its
 * class and code; anything unknown is an internal error without detail.
 *
 * Source of the error types: https://docs.aws.amazon.com/athena/latest/ug/error-reference.html (read 2026-11-23). AWS does not publish
 * which engine error has which type; the pairs below follow the catalog's descriptions (assumed).
 */
import type { AthenaError, QueryExecutionState } from "@aws-sdk/client-athena";
import { ServiceError } from "../../../kit/errors.ts";
import { SqlError } from "../../../query/dialects/shared/sql-error.ts";
import { raisedError } from "../../../query/dialects/athena/engine-error.ts";
import { QueryFailure } from "../../../query/planner/query-failure.ts";
import { QueryError, type QueryErrorKind } from "../../../query/query-engine.ts";

export interface ExecutionEnd {
  readonly state: Extract<QueryExecutionState, "FAILED" | "CANCELLED">;
  readonly reason: string;
  readonly error: AthenaError | undefined;
  /** Set when the failure is ours and belongs into the log. */
  readonly internal: boolean;
}

const SYSTEM = 1;
const USER = 2;
const TYPE_SYNTAX = 1006;
const TYPE_DATA = 1001;

/** Error type by the code that starts the reason; `1000` (user error) for the rest. */
const TYPE_BY_CODE: Readonly<Record<string, number>> = {
  SYNTAX_ERROR: TYPE_SYNTAX,
  PARSE_EXCEPTION: TYPE_SYNTAX,
  COLUMN_NOT_FOUND: TYPE_SYNTAX,
  TYPE_MISMATCH: TYPE_SYNTAX,
  MISSING_SCHEMA_NAME: TYPE_SYNTAX,
  FUNCTION_NOT_FOUND: 1303,
  TABLE_NOT_FOUND: 1110,
  SCHEMA_NOT_FOUND: 1300,
  CATALOG_NOT_FOUND: 1300,
  INVALID_VIEW: 1107,
  INVALID_FUNCTION_ARGUMENT: 1106,
  INVALID_CAST_ARGUMENT: 1106,
  INVALID_TABLE_PROPERTY: 1103,
  NOT_SUPPORTED: 1200,
  HIVE_UNSUPPORTED_FORMAT: 1201,
  HIVE_BAD_DATA: TYPE_DATA,
  HIVE_INVALID_PARTITION_VALUE: TYPE_DATA,
  HIVE_INVALID_METADATA: 1004,
  HIVE_METASTORE_ERROR: 204,
  DDL_FAILED: 1003,
  PERMISSION_DENIED: 1500,
  EXCEEDED_MEMORY_LIMIT: 0,
  QUERY_QUEUE_FULL: 1400,
};

function failed(category: number, type: number, reason: string, retryable = false): ExecutionEnd {
  const error = { ErrorCategory: category, ErrorType: type, Retryable: retryable, ErrorMessage: reason };
  return { state: "FAILED", reason, error, internal: category === SYSTEM };
}

function byCode(code: string, reason: string): ExecutionEnd {
  return failed(USER, TYPE_BY_CODE[code] ?? 1000, reason);
}

export function cancelledByUser(): ExecutionEnd {
  // AWS: the reason of a stopped query, as GetQueryExecution shows it.
  return { state: "CANCELLED", reason: "Query cancelled by user", error: undefined, internal: false };
}

/** Engine kinds that say something about the query; the rest are about the engine. */
const CODE_BY_KIND: Readonly<Partial<Record<QueryErrorKind, string>>> = {
  syntax: "SYNTAX_ERROR",
  "not-found": "SYNTAX_ERROR",
  type: "TYPE_MISMATCH",
  runtime: "GENERIC_USER_ERROR",
  "out-of-range": "NUMERIC_VALUE_OUT_OF_RANGE",
  conversion: "INVALID_CAST_ARGUMENT",
  "corrupt-input": "HIVE_BAD_DATA",
};

/** `text` and `namesFile` are the engine's message without local paths (`PlannedQuery.publicMessage`). */
function endOfEngineError(error: QueryError, text: string, namesFile: boolean): ExecutionEnd {
  const raised = raisedError(text);
  if (raised !== undefined) return byCode(raised.name, raised.athenaMessage);
  switch (error.kind) {
    case "cancelled":
      return cancelledByUser();
    case "out-of-memory":
      return failed(USER, 0, "EXCEEDED_MEMORY_LIMIT: Query exhausted resources at this scale factor");
    case "too-many":
      return failed(USER, 1400, `QUERY_QUEUE_FULL: ${text}`, true);
    case "crashed":
      return failed(
        SYSTEM,
        200,
        "GENERIC_INTERNAL_ERROR: The query engine ended unexpectedly while it ran this query",
        true,
      );
    case "forbidden":
      return failed(SYSTEM, 200, "GENERIC_INTERNAL_ERROR: The query engine refused this query");
    default: {
      const code = namesFile ? "HIVE_BAD_DATA" : (CODE_BY_KIND[error.kind] ?? "GENERIC_INTERNAL_ERROR");
      return byCode(code, `${code}: ${text}`);
    }
  }
}

function endOfServiceError(error: ServiceError): ExecutionEnd {
  const isDenied = error.status === 403;
  const isMissingBucket = error.code === "NoSuchBucket";
  const reason = `${error.message} (Status Code: ${error.status}; Error Code: ${error.code})`;
  if (isDenied) return failed(USER, 1500, `PERMISSION_DENIED: ${reason}`);
  if (isMissingBucket) return failed(USER, 1306, reason);
  return failed(
    error.fault === "server" ? SYSTEM : USER,
    error.fault === "server" ? 100 : 1000,
    reason,
    error.fault === "server",
  );
}

export function executionEnd(
  error: unknown,
  publicMessage: (message: string) => { readonly text: string; readonly namesFile: boolean },
): ExecutionEnd {
  if (error instanceof QueryFailure) {
    if (error.code === "EXCEEDED_BYTES_LIMIT")
      return { state: "CANCELLED", reason: error.athenaMessage, error: undefined, internal: false };
    return byCode(error.code, publicMessage(error.athenaMessage).text);
  }
  if (error instanceof SqlError) return byCode(error.kind, error.athenaMessage);
  if (error instanceof ServiceError) return endOfServiceError(error);
  if (error instanceof QueryError) {
    const { text, namesFile } = publicMessage(error.message);
    return endOfEngineError(error, text, namesFile);
  }
  return { ...failed(SYSTEM, 100, "GENERIC_INTERNAL_ERROR: Internal error"), internal: true };
}
