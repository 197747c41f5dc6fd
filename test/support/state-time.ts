/** State time that stands still until it is advanced, beside the world's own: SDKs sign with the latter. */
import { type Clock, manualClock, systemClock } from "../../src/runtime/clock.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** @param start ISO text, e.g. `2030-01-15T10:30:00Z` */
export function stateClock(start: string): Clock {
  const { nowMs, advance } = manualClock(Date.parse(start));
  return { ...systemClock(), nowMs, advance };
}
