/** What a write asks of Object Lock, and what its object gets. */
import { invalidRequest } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";

/** The members of a write that speak of Object Lock. */
export interface LockOptions {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockEventHold?: string | undefined;
  readonly ObjectLockEventHoldDurationDays?: number | undefined;
  readonly ObjectLockEventHoldDurationYears?: number | undefined;
}

export interface AskedLock {
  readonly isAsked: boolean;
}

export function parseLock(input: LockOptions): AskedLock {
  const members = [
    input.ObjectLockMode,
    input.ObjectLockRetainUntilDate,
    input.ObjectLockLegalHoldStatus,
    input.ObjectLockEventHold,
    input.ObjectLockEventHoldDurationDays,
    input.ObjectLockEventHoldDurationYears,
  ];
  return { isAsked: members.some((member) => member !== undefined) };
}

/** @throws {InvalidRequest} 400: no bucket has Object Lock */
export function settleLock(_bucket: BucketRecord, asked: AskedLock): Pick<ObjectOptions, "lock"> {
  if (asked.isAsked) throw invalidRequest("Bucket is missing Object Lock Configuration");
  return {};
}
