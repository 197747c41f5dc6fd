/** The bounds of CloudTrail. */

/** Events of one page of LookupEvents, also when nothing is asked for. AWS: API_LookupEvents.html. */
export const LOOKUP_PAGE_MAX = 50;
/** Characters of a page token that is looked at. */
export const TOKEN_LENGTH_MAX = 1_024;
