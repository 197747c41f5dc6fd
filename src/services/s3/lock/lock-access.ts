/**
 * The permissions of Object Lock: what a write with lock members needs besides `s3:PutObject`, the condition keys by which a policy limits retentions, and
 * the bypass of governance mode.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html (read 2026-11-29)
 */
import type { AccessCheck } from "../../../kit/operation.ts";
import { objectArn } from "../arns.ts";
import type { LockOptions } from "./write-lock.ts";

const DAY_MS = 86_400_000;

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/** What a request says of a retention, in the members of either form. */
export interface RetentionFacts {
  readonly mode?: string | undefined;
  readonly until?: Date | undefined;
  readonly eventHold?: string | undefined;
  readonly eventHoldDays?: number | undefined;
}

/** `s3:object-lock-remaining-retention-days` counts begun days (assumed: AWS gives the unit only). */
export function retentionConditions(facts: RetentionFacts, nowMs: number): Record<string, string> {
  const conditions: Record<string, string> = {};
  if (facts.mode !== undefined) conditions["s3:object-lock-mode"] = facts.mode;
  if (facts.until !== undefined && Number.isFinite(facts.until.getTime())) {
    conditions["s3:object-lock-retain-until-date"] = facts.until.toISOString();
    const remaining = Math.ceil((facts.until.getTime() - nowMs) / DAY_MS);
    conditions["s3:object-lock-remaining-retention-days"] = String(remaining);
  }
  if (facts.eventHold !== undefined) conditions["s3:object-lock-event-hold"] = facts.eventHold;
  if (facts.eventHoldDays !== undefined) {
    conditions["s3:object-lock-event-hold-duration-days"] = String(facts.eventHoldDays);
  }
  return conditions;
}

/** A duration in years as days, for the condition key that counts days. */
export function inDays(days: number | undefined, years: number | undefined): number | undefined {
  return days ?? (years === undefined ? undefined : years * 365);
}

/** Adds to the checks of a write what its lock members ask for. */
export function lockedWriteAccess(
  checks: readonly AccessCheck[],
  input: ObjectName & LockOptions,
  nowMs: number,
): AccessCheck[] {
  const resource = objectArn(input.Bucket, input.Key);
  const retention = retentionConditions(
    {
      mode: input.ObjectLockMode,
      until: input.ObjectLockRetainUntilDate,
      eventHold: input.ObjectLockEventHold,
      eventHoldDays: inDays(input.ObjectLockEventHoldDurationDays, input.ObjectLockEventHoldDurationYears),
    },
    nowMs,
  );
  const { ObjectLockLegalHoldStatus: status } = input;
  const hold = status === undefined ? {} : { "s3:object-lock-legal-hold": status };
  const isRetained = Object.keys(retention).length > 0;
  if (!isRetained && status === undefined) return [...checks];
  return [
    ...checks.map((check) =>
      check.action === "s3:PutObject"
        ? { ...check, conditions: { ...check.conditions, ...retention, ...hold } }
        : check,
    ),
    ...(isRetained ? [{ action: "s3:PutObjectRetention", resource, conditions: retention }] : []),
    ...(status === undefined ? [] : [{ action: "s3:PutObjectLegalHold", resource, conditions: hold }]),
  ];
}

/** AWS: to use the header, a caller must have the permission (API_DeleteObject, x-amz-bypass-governance-retention). */
export function bypassAccess({ Bucket, Key }: ObjectName, bypass: boolean | undefined): AccessCheck[] {
  return bypass === true ? [{ action: "s3:BypassGovernanceRetention", resource: objectArn(Bucket, Key) }] : [];
}
