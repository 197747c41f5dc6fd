/** The limits of reports, with their units. */

/** Inventory configurations of one bucket. @see API_PutBucketInventoryConfiguration */
export const INVENTORIES_MAX = 1_000;
/** Buckets that have inventories; those beyond get no reports. */
export const INVENTORIED_BUCKETS_MAX = 10_000;
/** Versions that one step of a report reads. */
export const INVENTORY_PAGE = 1_000;
/** Rows of one file of a report. */
export const INVENTORY_FILE_ROWS = 1_000_000;
/** Left-over rows of broken-off Parquet reports that one look removes. */
export const SCRATCH_PAGE = 100;
export const INVENTORY_ID_CHARACTERS_MAX = 64;
