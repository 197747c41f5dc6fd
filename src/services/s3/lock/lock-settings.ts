/**
 * Object Lock on a bucket: that it is on (a bucket cannot turn it off again), and what new objects get when their write names nothing. The settings are
 * a configuration record of the bucket; that it has one says that Object Lock is on, and costs no read.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html (read 2026-11-29)
 */
import type { DefaultRetention, EventHoldDuration, ObjectLockConfiguration } from "@aws-sdk/client-s3";
import { invalidArgument, malformedXml } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { bucketConfiguration } from "../store/configurations.ts";
import { endOf, type LockPeriod, type Retention, type RetentionMode } from "./object-lock.ts";

const KIND = "object-lock";

export interface LockSettings {
  readonly defaultRetention?: DefaultLock | undefined;
}

/** At least one of the two periods. */
interface DefaultLock {
  readonly mode: RetentionMode;
  readonly period?: LockPeriod | undefined;
  readonly eventHold?: LockPeriod | undefined;
}

export const lockSettings = bucketConfiguration<LockSettings>(KIND);

export function hasObjectLock(bucket: BucketRecord): boolean {
  return bucket.configurations?.[KIND] !== undefined;
}

/** What a new object of the bucket gets. */
export function defaultRetention({ defaultRetention: lock }: LockSettings, nowMs: number): Retention | undefined {
  if (lock === undefined) return undefined;
  const untilMs = lock.period === undefined ? undefined : endOf(lock.period, nowMs);
  return { mode: lock.mode, untilMs, eventHold: lock.eventHold };
}

/** @throws {MalformedXML} 400  @throws {InvalidArgument} 400 for a period out of range */
export function parseLockSettings(configuration: ObjectLockConfiguration): LockSettings {
  if (configuration.ObjectLockEnabled !== "Enabled") throw malformedXml();
  if (configuration.Rule === undefined) return {};
  const { DefaultRetention: retention } = configuration.Rule;
  if (retention === undefined) throw malformedXml();
  const { DefaultEventHold: eventHold } = retention;
  const lock: DefaultLock = {
    mode: parseMode(retention.Mode),
    period: isPeriodGiven(retention) || eventHold === undefined ? parsePeriod(retention) : undefined,
    eventHold: eventHold === undefined ? undefined : parsePeriod(eventHold),
  };
  return { defaultRetention: lock };
}

/** @throws {MalformedXML} 400 */
export function parseMode(mode: string | undefined): RetentionMode {
  if (mode !== "GOVERNANCE" && mode !== "COMPLIANCE") throw malformedXml();
  return mode;
}

function isPeriodGiven({ Days: days, Years: years }: EventHoldDuration): boolean {
  return days !== undefined || years !== undefined;
}

/** AWS: 1 to 36,500 days or 1 to 100 years (API_EventHoldDuration; object-lock.html, "Retention periods"). */
export const LOCK_DAYS_MAX = 36_500;
export const LOCK_YEARS_MAX = 100;

/** Exactly one of days and years. @throws {MalformedXML} 400  @throws {InvalidArgument} 400 when out of range */
export function parsePeriod({ Days: days, Years: years }: EventHoldDuration): LockPeriod {
  if (days !== undefined && years !== undefined) throw malformedXml();
  if (days !== undefined) return { days: within(days, LOCK_DAYS_MAX, "Days") };
  if (years !== undefined) return { years: within(years, LOCK_YEARS_MAX, "Years") };
  throw malformedXml();
}

function within(count: number, max: number, name: string): number {
  if (!Number.isInteger(count) || count < 1) {
    throw invalidArgument("Default retention period must be a positive integer value.", name, String(count));
  }
  if (count > max) throw invalidArgument("Default retention period too large.", name, String(count));
  return count;
}

export function showPeriod(period: LockPeriod): EventHoldDuration {
  return "days" in period ? { Days: period.days } : { Years: period.years };
}

export function showLockSettings({ defaultRetention: lock }: LockSettings): ObjectLockConfiguration {
  if (lock === undefined) return { ObjectLockEnabled: "Enabled" };
  const shown: DefaultRetention = {
    Mode: lock.mode,
    ...(lock.period === undefined ? {} : showPeriod(lock.period)),
    ...(lock.eventHold === undefined ? {} : { DefaultEventHold: showPeriod(lock.eventHold) }),
  };
  return { ObjectLockEnabled: "Enabled", Rule: { DefaultRetention: shown } };
}
