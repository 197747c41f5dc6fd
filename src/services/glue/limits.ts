/**
 * Every bound of the Glue service, with its unit and where it comes from: the API reference's member constraints, or our own choice
 * ("ours") where AWS names none.
 */

/** Length of a name in characters (NameString). */
export const NAME_LENGTH_MAX = 255;
/** Length of a description (DescriptionString). */
export const DESCRIPTION_LENGTH_MAX = 2048;
/** Length of a partition expression (PredicateString). */
export const EXPRESSION_LENGTH_MAX = 2048;
/** Nested parentheses and NOTs of an expression (ours). */
export const EXPRESSION_DEPTH_MAX = 64;
/** Separate key spans one expression may be narrowed to before we stop narrowing (ours). */
export const EXPRESSION_SPANS_MAX = 1024;
/** Length of a table name pattern (FilterString). */
export const PATTERN_LENGTH_MAX = 2048;
/** States of a compiled table name pattern (ours): bounds the cost of one name to states x characters. */
export const PATTERN_STATES_MAX = 2000;

/** Characters of a resource policy (PolicyJsonString: at least 2; "Granting cross-account access": 10 KB). */
export const RESOURCE_POLICY_LENGTH_MAX = 10_240;

/** Databases, tables and table versions in one page (CatalogGetterPageSize). */
export const CATALOG_PAGE_SIZE_MAX = 100;
/** Partitions in one page (PageSize of GetPartitions). */
export const PARTITION_PAGE_SIZE_MAX = 1000;
/** Partitions looked at for one page; a page may be shorter than asked, or empty, and still have a next token (ours). */
export const PARTITIONS_EXAMINED_MAX = 10_000;
/** Tables looked at for one page of GetTables with a pattern (ours). */
export const TABLES_EXAMINED_MAX = 5000;
export const SEGMENTS_MAX = 10;

/** Entries of BatchCreatePartition and BatchUpdatePartition. */
export const BATCH_WRITE_PARTITIONS_MAX = 100;
/** Entries of BatchDeletePartition. */
export const BATCH_DELETE_PARTITIONS_MAX = 25;
/** Entries of BatchGetPartition. */
export const BATCH_GET_PARTITIONS_MAX = 1000;
/** Entries of BatchDeleteTable and BatchDeleteTableVersion. */
export const BATCH_DELETE_TABLES_MAX = 100;
/** Bytes of all values of one partition together (ours): they are its key. */
export const PARTITION_VALUES_BYTES_MAX = 8 * 1024;
/** Records one clean-up transaction removes (ours). */
export const SWEEP_BATCH_RECORDS = 500;

/** Tags on one resource. */
export const TAGS_MAX = 50;

/** Crawlers in one page (PageSize). */
export const CRAWLER_PAGE_SIZE_MAX = 1000;
/** Crawlers asked for by name at once. */
export const CRAWLER_NAMES_MAX = 100;
/** Finished crawls kept for each crawler (AWS keeps 12 months; ours is a count). */
export const CRAWL_HISTORY_MAX = 100;
/** Targets of one crawler (ours). */
export const CRAWLER_TARGETS_MAX = 100;
/** Crawls at work at the same time; more wait their turn (ours). */
export const CRAWLS_RUNNING_MAX = 2;
/** Objects one crawl looks at; more fail the crawl (ours). */
export const CRAWL_OBJECTS_MAX = 100_000;
/** Tables one crawl writes; more fail the crawl (ours). */
export const CRAWL_TABLES_MAX = 1000;
/** Objects read at the same time by one crawl (ours). */
export const CRAWL_READS_MAX = 4;
/** Bytes of one file, after decompression, from which a schema is inferred (ours; AWS reads about the first 1 MB). */
export const SAMPLE_BYTES_MAX = 2 * 1024 * 1024;
/** Bytes that decide a file's format. */
export const SNIFF_BYTES = 64 * 1024;
/** Milliseconds that crawls compute at a stretch (ours). */
export const SLICE_MS = 4;
/** Milliseconds between two stretches (ours). */
export const SLICE_PAUSE_MS = 2;
/** Columns of one inferred table (ours). */
export const COLUMNS_MAX = 4096;
/** Nesting of an inferred JSON type (ours). */
export const JSON_DEPTH_MAX = 64;
/** Letters of an inferred type; longer ones become string (Glue's ColumnTypeString is 131,072). */
export const TYPE_LENGTH_MAX = 131_072;
/** Bytes of a Parquet footer we read (ours). */
export const PARQUET_FOOTER_BYTES_MAX = 32 * 1024 * 1024;
/** Nesting of Thrift values in a Parquet footer (ours). */
export const THRIFT_DEPTH_MAX = 64;
/** Nesting of groups in a Parquet schema (ours). */
export const PARQUET_SCHEMA_DEPTH_MAX = 100;
