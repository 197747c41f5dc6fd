/** The limits of S3 Tables, with units. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-tables-regions-quotas.html (not read again for this file) */

/** Table buckets of an account in one Region. */
export const TABLE_BUCKETS_MAX = 10;
/** Entries of a listing page. */
export const PAGE_MAX = 1_000;
/** Bytes of a policy. */
export const POLICY_BYTES_MAX = 20 * 1024;
/** Tags of one resource. */
export const TAGS_MAX = 50;
export const TAG_KEY_CHARACTERS_MAX = 128;
export const TAG_VALUE_CHARACTERS_MAX = 256;
/** Fields of a schema that a request brings. */
export const SCHEMA_FIELDS_MAX = 10_000;
/** Characters of a metadata location. */
export const LOCATION_CHARACTERS_MAX = 2_048;
/** Records that one step of a sweep or of a listing reads. */
export const SWEEP_PAGE = 100;
/** Bytes of one metadata file or manifest of a table that a service keeps. */
export const MANAGED_FILE_BYTES_MAX = 64 * 1024 * 1024;
/** Snapshots of such a table, and how long they stay. */
export const MANAGED_SNAPSHOTS_MAX = 48;
export const MANAGED_SNAPSHOT_AGE_MS = 24 * 60 * 60 * 1000;
/** Earlier metadata files that the current one names. */
export const MANAGED_METADATA_FILES_MAX = 48;
/** Files smaller than this are small, and so many of them become one. */
export const MANAGED_SMALL_FILE_BYTES = 32 * 1024 * 1024;
export const MANAGED_SMALL_FILES_MAX = 12;
/** Commits after which files that nobody needs are looked for, and how old these must be. */
export const MANAGED_SWEEP_COMMITS = 24;
export const MANAGED_UNREFERENCED_AGE_MS = 60 * 60 * 1000;
