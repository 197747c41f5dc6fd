/** The limits of server access logs, with their units. */

/** Buckets whose calls are logged; those beyond are not. */
export const LOGGED_BUCKETS_MAX = 10_000;
/** How often gathered lines of access logs are written down; a crash loses as much. */
export const LOG_FLUSH_MS = 1_000;
/** Characters of lines that wait in memory for that; more are dropped and counted. */
export const LOG_BUFFER_CHARACTERS_MAX = 16 * 1024 * 1024;
/** How long lines wait for others before they become a file (state time), and how many seconds' worth make one at once. */
export const LOG_DELIVERY_MS = 60_000;
export const LOG_FILE_ENTRIES = 300;
/** How long, and how many seconds' worth of, lines wait for a target that does not take them. */
export const LOG_AGE_MS_MAX = 24 * 60 * 60 * 1000;
export const LOG_ENTRIES_MAX = 10_000;
