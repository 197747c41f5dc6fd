/** The bounds of what is remembered of calls and decisions. Each one names its unit and why it is what it is. */

/** State time that events stay. AWS: the event history holds 90 days (CloudTrail user guide, "Working with CloudTrail event history"). */
export const EVENT_RETENTION_MS = 90 * 24 * 3_600_000;
/** Bytes of all events together; the oldest go first. About 200,000 calls of usual size. */
export const EVENT_BYTES_MAX = 256 * 1024 * 1024;
/** Milliseconds from an event to its write. A `kill -9` loses at most the events of this time, never the change that they tell of. */
export const EVENT_DELAY_MS = 250;
/** Events one transaction writes. */
export const EVENT_BATCH_MAX = 500;
/** Events that wait while the store is slow or failing; what comes on top is counted and dropped. */
export const EVENT_QUEUE_MAX = 10_000;
/** Milliseconds between the first and the last event of one record, so that a time range knows which records to look into. */
export const CHUNK_SPAN_MS_MAX = 1_000;
/** Milliseconds until a write that failed is tried again. */
export const RETRY_MS = 1_000;
/** Age records (one for each batch of events) that one pruning transaction removes. */
export const PRUNE_BATCH_MAX = 32;
/** Milliseconds between two looks for what is too old. */
export const PRUNE_INTERVAL_MS = 3_600_000;

/** Records one read of a lookup takes, and the bytes after which a lookup answers a short page with a token. */
export const LOOKUP_CHUNKS_MAX = 16;
export const LOOKUP_BYTES_MAX = 64 * 1024 * 1024;
/** Regions of one account that are looked for; AWS has about 40. */
export const REGIONS_MAX = 100;

/** Characters of one text in request parameters; AWS truncates fields at sizes of its own choice. A managed policy has at most 6,144. */
export const PARAMETER_TEXT_MAX = 8_192;
/** Elements of one list or map in request parameters. */
export const PARAMETER_ELEMENTS_MAX = 100;
/** Levels of nesting in request parameters. */
export const PARAMETER_DEPTH_MAX = 12;
/** Values in request parameters or response elements altogether; beyond it the rest is left out. */
export const PARAMETER_VALUES_MAX = 1_000;
/** Characters of request parameters or response elements together. CloudTrail: 100 KB. */
export const PARAMETER_CHARACTERS_MAX = 32 * 1024;
/** Characters of a user agent or an error message in an event. */
export const EVENT_TEXT_MAX = 1_024;

/** Refusals that are kept with their explanation, over all accounts; the oldest go first. */
export const REFUSALS_MAX = 10_000;
/** State time that refusals stay. */
export const REFUSAL_RETENTION_MS = 30 * 24 * 3_600_000;
/** Refusals that wait to be written. */
export const REFUSAL_QUEUE_MAX = 2_000;
/** Refusals of one request that are kept: a query may be refused at several tables. */
export const REFUSALS_PER_REQUEST_MAX = 8;
/** Refusals of one batch for which the smallest grant is looked for, about 0.1 ms each. */
export const REMEDIES_MAX = 64;
/** Near misses kept of one refusal. */
export const NEAR_MISSES_MAX = 20;
/** Lines about refusals: one for a principal and action in this time. */
export const HINT_INTERVAL_MS = 60_000;

/** State time after which use is forgotten. AWS: the tracking period of last accessed information is 400 days (IAM user guide). */
export const USE_RETENTION_MS = 400 * 24 * 3_600_000;
/** Milliseconds between two writes of use counters: a `kill -9` loses at most the counts of this time. */
export const USE_DELAY_MS = 5_000;
/** Distinct (principal, action, resource) counters in memory; at this number they are written early. */
export const USE_PENDING_MAX = 10_000;
/** Counters that are kept in memory while the store fails; further distinct ones are not counted. */
export const USE_PENDING_HARD_MAX = 20_000;
/** Resources kept one by one for a principal and an action; beyond it the deepest paths become `path/*`. */
export const USE_RESOURCES_MAX = 64;
/** Actions that are written in one transaction. */
export const USE_BATCH_MAX = 500;
/** Actions that one answer about a principal holds. */
export const USE_ACTIONS_MAX = 5_000;
/** Resources beside each other that a suggested policy names one by one; more of them become `parent/*`. */
export const SIBLINGS_MAX = 5;
