/** When something can be due at the earliest that is not there yet, so that no walk is made before. */
import { midnightAfter } from "./lifecycle-day.ts";
import type { LifecycleRule, When } from "./lifecycle-record.ts";
import type { Walk } from "./walk.ts";

/**
 * Objects and uploads that come after the walk are due by the days of their rule after it, at the earliest. In versioned buckets a delete can make an old
 * version current, and tags can be changed; there the next midnight is looked at.
 */
export function earliestOfNew({ bucket, lifecycle, asOfMs, stores: { day } }: Walk): number {
  const enabled = lifecycle.rules.filter(({ isEnabled }) => isEnabled);
  if (enabled.length === 0) return Number.MAX_SAFE_INTEGER;
  const tomorrowMs = asOfMs + day.roundMs;
  if (bucket.versioning !== "off" || enabled.some(({ filter }) => filter.tags.length > 0)) return tomorrowMs;
  const times = enabled.flatMap(whensOf).map((when) => {
    const atMs = "days" in when ? midnightAfter(asOfMs, when.days, day) : when.dateMs;
    return Math.max(atMs, tomorrowMs);
  });
  return Math.min(...times, Number.MAX_SAFE_INTEGER);
}

function whensOf({
  expiration,
  transitions,
  abortDays,
  noncurrentExpiration,
  noncurrentTransitions,
}: LifecycleRule): When[] {
  return [
    ...(expiration === undefined || "expiredMarker" in expiration ? [] : [expiration]),
    ...transitions,
    ...(noncurrentExpiration === undefined ? [] : [{ days: noncurrentExpiration.days }]),
    ...noncurrentTransitions.map(({ days }) => ({ days })),
    ...(abortDays === undefined ? [] : [{ days: abortDays }]),
  ];
}
