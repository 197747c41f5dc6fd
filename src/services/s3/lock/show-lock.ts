/**
 * What GetObject and HeadObject tell of a version's lock, to whom may see it.
 *
 * AWS: the headers are left out for callers without `s3:GetObjectRetention` and `s3:GetObjectLegalHold` (API_GetObject, API_HeadObject).
 */
import type { HeadObjectOutput, ObjectLockRetention } from "@aws-sdk/client-s3";
import type { AtHand } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import { objectArn } from "../arns.ts";
import type { S3 } from "../s3.ts";
import { showPeriod } from "./lock-settings.ts";
import type { ObjectLock, Retention } from "./object-lock.ts";

type LockMembers = Pick<
  HeadObjectOutput,
  | "ObjectLockMode"
  | "ObjectLockRetainUntilDate"
  | "ObjectLockLegalHoldStatus"
  | "ObjectLockEventHold"
  | "ObjectLockEventHoldDurationDays"
  | "ObjectLockEventHoldDurationYears"
>;

const NOTHING: LockMembers = {};

/** Costs nothing for a version without a lock. */
export function lockMembers(
  s3: S3,
  context: RequestContext,
  object: { readonly Bucket: string; readonly Key: string; readonly lock: ObjectLock | undefined },
): AtHand<LockMembers> {
  const { lock, Bucket, Key } = object;
  return lock === undefined ? NOTHING : membersOf(s3, context, { lock, resource: objectArn(Bucket, Key) });
}

async function membersOf(
  s3: S3,
  context: RequestContext,
  { lock, resource }: { readonly lock: ObjectLock; readonly resource: string },
): Promise<LockMembers> {
  const sees = (action: string): Promise<boolean> => s3.authorizer.allows(context, [{ action, resource }]);
  const { retention, legalHold } = lock;
  return {
    ...(retention !== undefined && (await sees("s3:GetObjectRetention")) ? retentionMembers(retention) : {}),
    ...(legalHold !== undefined && (await sees("s3:GetObjectLegalHold"))
      ? { ObjectLockLegalHoldStatus: legalHold ? "ON" : "OFF" }
      : {}),
  };
}

function retentionMembers({ mode, untilMs, eventHold }: Retention): LockMembers {
  const { Days: days, Years: years } = eventHold === undefined ? {} : showPeriod(eventHold);
  return {
    ObjectLockMode: mode,
    ObjectLockRetainUntilDate: untilMs === undefined ? undefined : new Date(untilMs),
    ObjectLockEventHold: eventHold === undefined ? undefined : "ON",
    ObjectLockEventHoldDurationDays: days,
    ObjectLockEventHoldDurationYears: years,
  };
}

/** The document of GetObjectRetention. */
export function showRetention({ mode, untilMs, eventHold }: Retention): ObjectLockRetention {
  return {
    Mode: mode,
    RetainUntilDate: untilMs === undefined ? undefined : new Date(untilMs),
    ...(eventHold === undefined ? {} : { EventHold: "ON", EventHoldDuration: showPeriod(eventHold) }),
  };
}
