/**
 * Limits of DynamoDB, with units and sources, and bounds of our own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (read 2026-11-29)
 */

/** Bytes of one item, names and values. */
export const ITEM_BYTES_MAX = 400 * 1024;
/** Levels of lists and maps; an attribute of an item is the first. */
export const NESTING_LEVELS_MAX = 32;
/** Bytes of a partition key's value. */
export const PARTITION_KEY_BYTES_MAX = 2048;
/** Bytes of a sort key's value. */
export const SORT_KEY_BYTES_MAX = 1024;

/** Bytes of an expression, as it is sent. */
export const EXPRESSION_BYTES_MAX = 4096;
/** Operators and functions of one expression. */
export const EXPRESSION_OPERATORS_MAX = 300;
/** Operands of IN. */
export const IN_OPERANDS_MAX = 100;
/** Levels of brackets and NOT that an expression may open. 4 KB of brackets would be 2,048; no meaning needs more than this. */
export const EXPRESSION_DEPTH_MAX = 150;
/** Parts of a document path: an attribute's name and a step for each level below it. */
export const PATH_PARTS_MAX = 32;
/** Expressions whose parsed form is kept. */
export const PARSED_EXPRESSIONS_MAX = 2_000;

/** Bytes of items that one page of Query or Scan looks at, before any filter. */
export const PAGE_BYTES_MAX = 1024 * 1024;
/** Entries that one step of a page reads. */
export const PAGE_STEP_ENTRIES = 128;

/** Keys of one BatchGetItem call. */
export const BATCH_GET_KEYS_MAX = 100;
/** Bytes of items that one BatchGetItem answer holds; keys beyond them come back unprocessed. */
export const BATCH_GET_BYTES_MAX = 16 * 1024 * 1024;
/** Requests of one BatchWriteItem call. */
export const BATCH_WRITE_REQUESTS_MAX = 25;
/** Actions of one transaction. */
export const TRANSACTION_ACTIONS_MAX = 100;
/** Bytes of the items of one transaction. */
export const TRANSACTION_BYTES_MAX = 4 * 1024 * 1024;
/** How long a transaction's token is known, milliseconds. */
export const TOKEN_MS = 10 * 60_000;

/** Tables of one account in one Region. AWS: 2,500 unless raised. */
export const TABLES_MAX = 2_500;
export const LOCAL_INDEXES_MAX = 5;
export const GLOBAL_INDEXES_MAX = 20;
/** Attributes that all INCLUDE projections of a table name. */
export const PROJECTED_ATTRIBUTES_MAX = 100;
/** Tags of one table. */
export const TAGS_MAX = 50;
/** Bytes of the items of one partition key with its local indexes, where a table has any. */
export const COLLECTION_BYTES_MAX = 10 * 1024 ** 3;

/** Items of one step of building an index, and records of one step of removing what is left of a table. */
export const WORK_BATCH_RECORDS = 500;
/** Items that DescribeTable counts at once. What is larger is counted as AWS does it: now and then. */
export const COUNTED_AT_ONCE_ITEMS = 2_000;
/** How old such a count may be. AWS: "approximately every six hours". */
export const COUNT_AGE_MS = 6 * 60 * 60_000;
