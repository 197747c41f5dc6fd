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
