/** The limits of S3 Metadata, with their units. */

/** Buckets that have a configuration; the tables of those beyond are not written. */
export const METADATA_BUCKETS_MAX = 10_000;
/** How often the job looks for changes: a snapshot of a journal is at least so far from the next, milliseconds. */
export const METADATA_INTERVAL_MS = 30_000;
/** State time between two refreshes of one inventory or annotation table, milliseconds. AWS: within one hour. */
export const METADATA_REFRESH_MS = 5 * 60 * 1000;
/** Rows of one commit of a journal. */
export const JOURNAL_ROWS_MAX = 10_000;
/** Keys whose rows one commit replaces. */
export const CHANGED_KEYS_MAX = 5_000;
/** Versions that one step of a backfill reads, and rows that one commit of it writes. */
export const BACKFILL_PAGE = 1_000;
export const BACKFILL_ROWS = 20_000;
/** Least days that journal records are kept. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_RecordExpiration.html */
export const EXPIRATION_DAYS_MIN = 7;
export const EXPIRATION_DAYS_MAX = 2_147_483_647;
/** Texts of annotations that one row shows, bytes. */
export const ANNOTATION_TEXT_BYTES_MAX = 1024 * 1024;
