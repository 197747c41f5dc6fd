/** The bounds of CloudTrail. */

/** Events of one page of LookupEvents, also when nothing is asked for. AWS: API_LookupEvents.html. */
export const LOOKUP_PAGE_MAX = 50;
/** Characters of a page token that is looked at. */
export const TOKEN_LENGTH_MAX = 1_024;

/** Trails of one account in one Region. AWS: CloudTrail user guide, "Quotas in AWS CloudTrail". */
export const TRAILS_MAX = 5;
export const TRAIL_NAME_MIN = 3;
export const TRAIL_NAME_MAX = 128;
/** Characters of the prefix of log files. AWS: API_CreateTrail.html. */
export const KEY_PREFIX_MAX = 200;
/** Tags of one trail. */
export const TAGS_MAX = 50;
/** Event selectors of one trail, and data resources of all of them. AWS: "Quotas in AWS CloudTrail". */
export const SELECTORS_MAX = 5;
export const DATA_RESOURCES_MAX = 250;
/** Trails of all accounts that are delivered in one round. */
export const TRAILS_DELIVERED_MAX = 10_000;
/** Milliseconds between two deliveries. AWS delivers within about 5 minutes. */
export const DELIVERY_INTERVAL_MS = 60_000;
/** Milliseconds that a delivery stays behind, so that a process on the same store cannot write behind it. */
export const DELIVERY_LAG_MS = 5_000;
/** Events of one log file. */
export const FILE_EVENTS_MAX = 5_000;
/** Milliseconds by which a record of several events may be newer than the first of them. */
export const RECORD_SPAN_MS = 2_000;
