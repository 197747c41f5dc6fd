/** Limits of S3 Select, each with its unit. Those that AWS documents name their page. */
const KIB = 1024;
const MIB = 1024 * KIB;

/** UTF-8 bytes of an SQL expression. @see selecting-content-from-objects.html ("256 KB") */
export const EXPRESSION_BYTES_MAX = 256 * KIB;
/** UTF-16 units of one record, read or written. @see selecting-content-from-objects.html ("1 MB"); the error message says 1,048,576 */
export const RECORD_UNITS_MAX = MIB;
/** Uncompressed bytes of a Parquet row group. @see selecting-content-from-objects.html ("512 MB") */
export const ROW_GROUP_BYTES_MAX = 512 * MIB;
/** Payload bytes of one Records event. @see RESTSelectObjectAppendix.html */
export const RECORDS_BYTES_MAX = MIB;

/** Nesting of an expression, and of a JSON value. */
export const EXPRESSION_LEVELS_MAX = 100;
export const JSON_LEVELS_MAX = 200;
/** Tokens of an expression. */
export const TOKENS_MAX = 50_000;
/** Characters of a record delimiter, read or written. */
export const RECORD_DELIMITER_UNITS_MAX = 2;
/** Digits of a decimal. @see s3-select-sql-reference-data-types.html */
export const DECIMAL_DIGITS_MAX = 38;

/** Milliseconds for which one query computes in its thread before another one has a turn. */
export const SLICE_MS_MAX = 20;
/** A thread that computes for one slice this long is ended, with the queries in it. */
export const STUCK_MS = 60_000;
/** Queries that run at the same time, a few MiB of memory each; the next one is Busy. */
export const QUERIES_MAX = 64;
/** Threads that compute, at most. */
export const THREADS_MAX = 4;
/** MiB of JavaScript values in one thread. */
export const THREAD_HEAP_MIB_MAX = 512;
/** How long a query that has nothing to say is silent before it sends Cont or tells its Progress. @see RESTSelectObjectAppendix.html ("periodically") */
export const KEEP_ALIVE_MS = 1_000;
/** Parquet: uncompressed bytes of the row groups that are read together. */
export const PARQUET_WINDOW_BYTES = 64 * MIB;
