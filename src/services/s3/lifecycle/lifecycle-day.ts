/**
 * The day by which lifecycle counts. AWS adds the days of a rule to the time of an object and rounds up to the next midnight UTC. For suites that cannot
 * move the clock the day can be made some seconds long; then times are rounded to seconds, and headers still speak of real days (as ceph's
 * `lc_debug_interval` does).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html (read 2026-11-29: "rounding the resulting time to the next day midnight UTC")
 */
export interface LifecycleDay {
  readonly lengthMs: number;
  /** Actions are due at whole multiples of this. */
  readonly roundMs: number;
}

const DAY_MS = 86_400_000;

export const REAL_DAY: LifecycleDay = { lengthMs: DAY_MS, roundMs: DAY_MS };

export function shortDay(seconds: number): LifecycleDay {
  return { lengthMs: seconds * 1000, roundMs: 1000 };
}

/** The first midnight at which something of this time has been there for so many days. One that came to be at midnight counts from then (assumed). */
export function midnightAfter(timeMs: number, days: number, { lengthMs, roundMs }: LifecycleDay): number {
  return Math.ceil((timeMs + days * lengthMs) / roundMs) * roundMs;
}

/** The midnight that was last. */
export function midnightBefore(timeMs: number, { roundMs }: LifecycleDay): number {
  return Math.floor(timeMs / roundMs) * roundMs;
}
