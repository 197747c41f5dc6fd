/** The limits of request metrics, with their units and sources. */

/** Metrics configurations of one bucket, and characters of an id. @see API_PutBucketMetricsConfiguration, API_MetricsConfiguration */
export const METRICS_CONFIGURATIONS_MAX = 1_000;
export const CONFIGURATION_ID_CHARACTERS_MAX = 64;
/** Tags of one filter: as many as an object has. */
export const FILTER_TAGS_MAX = 10;
/** Buckets with metrics that are looked at, and configurations of all of them that are counted for, some 2 KB of memory each. */
export const METERED_BUCKETS_MAX = 1_000;
export const METERED_FILTERS_MAX = 1_000;
/** Requests whose objects' tags are looked up at the same time; those beyond are not counted by filters with tags. */
export const TAG_LOOKUPS_MAX = 1_000;
/** How often it is looked up what is counted, because other processes change it too, milliseconds. */
export const METERING_REFRESH_MS = 5_000;
