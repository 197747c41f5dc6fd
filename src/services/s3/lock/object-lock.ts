/**
 * What Object Lock holds of one version, and its rules: what may be deleted, and which change of a retention is a tightening that anybody with the
 * permission may make. Pure; time is state time.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html (read 2026-11-29)
 */
import { protectedByLock } from "./lock-errors.ts";

export type RetentionMode = "GOVERNANCE" | "COMPLIANCE";

/** One of the two, as it was given. */
export type LockPeriod = { readonly days: number } | { readonly years: number };

export interface Retention {
  readonly mode: RetentionMode;
  /** State time, milliseconds; left out while only an event hold protects. */
  readonly untilMs?: number | undefined;
  /**
   * Set while an event hold is on: for how long the version stays protected once the hold is released.
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-defaulteventhold.html (read 2026-11-29)
   */
  readonly eventHold?: LockPeriod | undefined;
}

export interface ObjectLock {
  readonly retention?: Retention | undefined;
  /** Left out when it was never set; false after it was turned off, which S3 goes on showing. */
  readonly legalHold?: boolean | undefined;
}

const DAY_MS = 86_400_000;

/** AWS: a year is a calendar year, not 365 days (assumed: S3 documents the unit only). */
export function endOf(period: LockPeriod, startMs: number): number {
  if ("days" in period) return startMs + period.days * DAY_MS;
  const end = new Date(startMs);
  end.setUTCFullYear(end.getUTCFullYear() + period.years);
  return end.getTime();
}

function isRetained({ untilMs, eventHold }: Retention, nowMs: number): boolean {
  return eventHold !== undefined || (untilMs !== undefined && untilMs > nowMs);
}

export interface Bypass {
  readonly nowMs: number;
  /** The caller asked to pass over governance mode, and may. */
  readonly bypassesGovernance: boolean;
}

/** Whether a version with this lock may be deleted for good. Lifecycle asks without a bypass. */
export function isDeletable(lock: ObjectLock | undefined, { nowMs, bypassesGovernance }: Bypass): boolean {
  if (lock === undefined) return true;
  if (lock.legalHold === true) return false;
  const { retention } = lock;
  if (retention === undefined || !isRetained(retention, nowMs)) return true;
  return retention.mode === "GOVERNANCE" && bypassesGovernance;
}

/** @throws {AccessDenied} 403 */
export function checkDeletable(lock: ObjectLock | undefined, bypass: Bypass): void {
  if (!isDeletable(lock, bypass)) throw protectedByLock();
}

/** What a request asks of a retention. */
export interface AskedRetention {
  readonly mode?: RetentionMode | undefined;
  readonly untilMs?: number | undefined;
  /** A period turns an event hold on, `OFF` releases it. */
  readonly eventHold?: LockPeriod | "OFF" | undefined;
}

/**
 * The retention after a change; `none` takes it away.
 *
 * AWS: longer is always allowed; shorter, none, or another mode needs the bypass in governance mode and is never allowed in compliance mode (object-lock.html,
 * "Retention modes"). An expired retention protects nothing, so anything may follow it.
 *
 * @throws {AccessDenied} 403
 */
export function changeRetention(
  before: Retention | undefined,
  asked: AskedRetention | "none",
  bypass: Bypass,
): Retention | undefined {
  const after = asked === "none" ? undefined : applied(before, asked, bypass.nowMs);
  if (before === undefined || !isRetained(before, bypass.nowMs)) return after;
  if (isAsTight(before, after, bypass.nowMs)) return after;
  if (before.mode === "GOVERNANCE" && bypass.bypassesGovernance) return after;
  throw protectedByLock();
}

/**
 * AWS: releasing an event hold sets the date to the time of the release plus the duration (batch-ops-retention-date.html). A later date that was there stays
 * (assumed).
 */
function applied(before: Retention | undefined, asked: AskedRetention, nowMs: number): Retention {
  const mode = asked.mode ?? before?.mode ?? "GOVERNANCE";
  const untilMs = asked.untilMs ?? (asked.eventHold === undefined ? undefined : before?.untilMs);
  if (asked.eventHold !== "OFF") return { mode, untilMs, eventHold: asked.eventHold ?? before?.eventHold };
  const releasedMs = before?.eventHold === undefined ? undefined : endOf(before.eventHold, nowMs);
  return { mode, untilMs: latest(releasedMs, untilMs) };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

function isAsTight(before: Retention, after: Retention | undefined, nowMs: number): boolean {
  if (after === undefined || after.mode !== before.mode) return false;
  if ((after.untilMs ?? 0) < (before.untilMs ?? 0)) return false;
  if (before.eventHold === undefined) return true;
  const heldMs = endOf(before.eventHold, nowMs);
  return (after.eventHold === undefined ? (after.untilMs ?? 0) : endOf(after.eventHold, nowMs)) >= heldMs;
}
