/**
 * How long a restore takes, and how long its copy stays. AWS names spans ("1-5 minutes"); here a restore takes the longest of them, so that whoever waits
 * that long is never too early.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html (read 2026-11-29)
 */
import type { RestoreTier } from "./restore-record.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const FLEXIBLE: Readonly<Record<RestoreTier, number>> = {
  Expedited: 5 * MINUTE_MS,
  Standard: 5 * HOUR_MS,
  Bulk: 12 * HOUR_MS,
};
const DEEP: Readonly<Partial<Record<RestoreTier, number>>> = { Standard: 12 * HOUR_MS, Bulk: 48 * HOUR_MS };

/** Milliseconds; undefined where there is no such tier. */
export function restoreDelayMs(isDeep: boolean, tier: RestoreTier): number | undefined {
  return (isDeep ? DEEP : FLEXIBLE)[tier];
}

/** AWS: the days are counted from when the copy is there, and end at the next midnight UTC. */
export function copyExpiryMs(fromMs: number, days: number): number {
  return Math.ceil((fromMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}
