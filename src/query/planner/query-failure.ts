/**
 * Why a query of Athena's failed after its text was understood: the data, the layout or a limit. The message is what
 * `StateChangeReason` says; the code is its first word and decides Athena's error category.
 */
export type FailureCode =
  | "SCHEMA_NOT_FOUND"
  | "TABLE_NOT_FOUND"
  | "COLUMN_NOT_FOUND"
  | "NOT_FOUND"
  | "CATALOG_NOT_FOUND"
  | "MISSING_SCHEMA_NAME"
  | "TABLE_ALREADY_EXISTS"
  | "INVALID_VIEW"
  | "NOT_SUPPORTED"
  | "PERMISSION_DENIED"
  | "HIVE_BAD_DATA"
  | "HIVE_METASTORE_ERROR"
  | "HIVE_UNSUPPORTED_FORMAT"
  | "HIVE_UNKNOWN_ERROR"
  | "HIVE_INVALID_METADATA"
  | "HIVE_INVALID_PARTITION_VALUE"
  | "HIVE_PATH_ALREADY_EXISTS"
  | "HIVE_TOO_MANY_OPEN_PARTITIONS"
  | "HIVE_COLUMN_ORDER_MISMATCH"
  | "HIVE_EXCEEDED_PARTITION_LIMIT"
  | "INVALID_TABLE_PROPERTY"
  | "TYPE_MISMATCH"
  | "MISSING_COLUMN_NAME"
  | "DUPLICATE_COLUMN_NAME"
  | "EXCEEDED_MEMORY_LIMIT"
  | "EXCEEDED_BYTES_LIMIT"
  | "QUERY_QUEUE_FULL"
  | "GENERIC_INTERNAL_ERROR"
  | "GENERIC_USER_ERROR"
  | "DDL_FAILED";

export class QueryFailure extends Error {
  override readonly name = "QueryFailure";
  readonly code: FailureCode;
  /** The whole sentence, as `StateChangeReason` shows it. */
  readonly athenaMessage: string;
  constructor(code: FailureCode, athenaMessage: string, cause?: unknown) {
    super(athenaMessage, cause === undefined ? undefined : { cause });
    this.code = code;
    this.athenaMessage = athenaMessage;
  }
}

/** `CODE: text`, the usual form. */
export function queryFailure(code: FailureCode, text: string, cause?: unknown): QueryFailure {
  return new QueryFailure(code, `${code}: ${text}`, cause);
}
