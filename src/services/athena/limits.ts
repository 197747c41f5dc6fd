/** Athena's limits, with units. Sources: the API reference of each operation, and https://docs.aws.amazon.com/athena/latest/ug/service-limits.html (not read again for this file). */

/** Executions that wait or run at one time in this process. */
export const ACTIVE_EXECUTIONS_MAX = 1000;
/** Rows of one GetQueryResults page, header included. */
export const RESULT_ROWS_MAX = 1000;
/** Bytes of values after which a GetQueryResults page ends early. */
export const RESULT_PAGE_BYTES_MAX = 8 * 1024 * 1024;
/** Bytes one row of a stored result may have to be paged. */
export const RESULT_ROW_BYTES_MAX = 64 * 1024 * 1024;
/** Entries of a listing page, by operation. */
export const LIST_EXECUTIONS_MAX = 50;
export const LIST_NAMED_QUERIES_MAX = 50;
export const LIST_PREPARED_STATEMENTS_MAX = 50;
export const LIST_WORK_GROUPS_MAX = 50;
export const LIST_DATABASES_MAX = 50;
export const LIST_TABLES_MAX = 50;
/** Ids of one batch call. */
export const BATCH_EXECUTIONS_MAX = 50;
export const BATCH_NAMED_QUERIES_MAX = 50;
export const BATCH_PREPARED_STATEMENTS_MAX = 256;
/** Client request tokens, characters. */
export const TOKEN_LENGTH_MIN = 32;
export const TOKEN_LENGTH_MAX = 128;
/** Least `BytesScannedCutoffPerQuery`, bytes. */
export const SCAN_CUTOFF_BYTES_MIN = 10_000_000;
/** Tags of one resource. */
export const TAGS_MAX = 50;
/** Partitions one CTAS or INSERT may write (https://docs.aws.amazon.com/athena/latest/ug/ctas-considerations-limitations.html). */
export const WRITTEN_PARTITIONS_MAX = 100;
