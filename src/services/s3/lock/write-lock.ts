/** What a write asks of Object Lock, and what its object gets: its own retention and hold, or the bucket's defaults. */
import type { Reader } from "../../../storage/record-store.ts";
import type { DeclaredDigests } from "../checksum/declared.ts";
import { invalidArgument } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";
import { digestRequired, writeWithoutLock } from "./lock-errors.ts";
import { defaultRetention, hasObjectLock, lockSettings, parsePeriod } from "./lock-settings.ts";
import type { LockPeriod, ObjectLock, Retention, RetentionMode } from "./object-lock.ts";

/** The members of a write that speak of Object Lock. */
export interface LockOptions {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockEventHold?: string | undefined;
  readonly ObjectLockEventHoldDurationDays?: number | undefined;
  readonly ObjectLockEventHoldDurationYears?: number | undefined;
}

/** Undefined members were not sent. */
export interface AskedLock {
  readonly retention?: Retention | undefined;
  readonly legalHold?: boolean | undefined;
  /** `x-amz-object-lock-event-hold: OFF`: no hold, also when the bucket has one as its default. */
  readonly isWithoutEventHold?: boolean | undefined;
}

const HEADER = "x-amz-object-lock-";

/** @throws {InvalidArgument} 400 for values that are none, and for one half of a pair */
export function parseLock(input: LockOptions): AskedLock {
  return {
    retention: parseRetention(input),
    legalHold: parseLegalHold(input.ObjectLockLegalHoldStatus),
    isWithoutEventHold: input.ObjectLockEventHold === "OFF" ? true : undefined,
  };
}

function parseRetention(input: LockOptions): Retention | undefined {
  const { ObjectLockMode: given, ObjectLockRetainUntilDate: until } = input;
  const eventHold = parseEventHold(input);
  const message = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied";
  if (given === undefined) {
    // An event hold needs a mode to say who may pass over it (assumed: AWS documents the members only).
    if (until !== undefined || eventHold !== undefined) throw invalidArgument(message, `${HEADER}mode`);
    return undefined;
  }
  const mode = parseModeHeader(given);
  if (until === undefined && eventHold === undefined) throw invalidArgument(message, `${HEADER}retain-until-date`);
  return { mode, untilMs: until?.getTime(), eventHold };
}

function parseModeHeader(mode: string): RetentionMode {
  if (mode === "GOVERNANCE" || mode === "COMPLIANCE") return mode;
  throw invalidArgument("Unknown wormMode directive.", `${HEADER}mode`, mode);
}

/** AWS: a duration in days or in years, not in both (API_PutObject). A duration without a hold is refused (assumed). */
function parseEventHold(input: LockOptions): LockPeriod | undefined {
  const { ObjectLockEventHold: hold } = input;
  const { ObjectLockEventHoldDurationDays: days, ObjectLockEventHoldDurationYears: years } = input;
  if (hold !== undefined && hold !== "ON" && hold !== "OFF") {
    throw invalidArgument("Event Hold must be either of 'ON' or 'OFF'", `${HEADER}event-hold`, hold);
  }
  const isTimed = days !== undefined || years !== undefined;
  if (isTimed !== (hold === "ON") || (days !== undefined && years !== undefined)) {
    throw invalidArgument("An event hold needs a duration in either days or years", `${HEADER}event-hold`, hold);
  }
  return isTimed ? parsePeriod({ Days: days, Years: years }) : undefined;
}

function parseLegalHold(status: string | undefined): boolean | undefined {
  if (status === undefined) return undefined;
  if (status === "ON") return true;
  if (status === "OFF") return false;
  throw invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", `${HEADER}legal-hold`, status);
}

/**
 * AWS: what a request names takes the place of the bucket's default retention (object-lock.html, "Default retention settings"). For a multipart upload
 * the default is taken when it is created.
 *
 * @throws {InvalidRequest} 400 when the bucket has no Object Lock  @throws {InvalidArgument} 400 for a date that is past
 */
export function settleLock(
  { reader, bucket, times }: { readonly reader: Reader; readonly bucket: BucketRecord; readonly times: Times },
  asked: AskedLock,
): Pick<ObjectOptions, "lock"> {
  const isAsked = Object.values(asked).some((member) => member !== undefined);
  if (!hasObjectLock(bucket)) {
    if (isAsked) throw writeWithoutLock();
    return {};
  }
  const { retention: own, legalHold } = asked;
  if (own?.untilMs !== undefined) checkFuture(own.untilMs, times, `${HEADER}retain-until-date`);
  const settings = own === undefined ? lockSettings.read(reader, bucket) : undefined;
  const usual = settings === undefined ? undefined : defaultRetention(settings, times.nowMs);
  const retention = own ?? (asked.isWithoutEventHold === true ? withoutEventHold(usual) : usual);
  return retention === undefined && legalHold === undefined ? {} : { lock: lockOf(retention, legalHold) };
}

function withoutEventHold(retention: Retention | undefined): Retention | undefined {
  return retention?.untilMs === undefined ? undefined : { mode: retention.mode, untilMs: retention.untilMs };
}

function lockOf(retention: Retention | undefined, legalHold: boolean | undefined): ObjectLock {
  return { retention, legalHold };
}

/** What state time says, and the world's: dates of clients come from the one, and are judged by the other. */
export interface Times {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** @throws {InvalidArgument} 400, in AWS's words unless only a clock that was advanced explains it */
export function checkFuture(untilMs: number, { nowMs, wallMs }: Times, argument: string): void {
  if (untilMs > nowMs) return;
  const why = untilMs > wallMs ? ` State time is ${new Date(nowMs).toISOString()}, as the clock was advanced.` : "";
  const value = new Date(untilMs).toISOString();
  throw invalidArgument(`The retain until date must be in the future!${why}`, argument, value);
}

/**
 * AWS: bytes of a locked object come with a digest (API_PutObject, "Content-MD5 ... is required for any request to upload an object with a retention
 * period configured using Object Lock").
 *
 * @throws {InvalidRequest} 400
 */
export function checkLockedDigest(
  lock: ObjectLock | undefined,
  { contentMd5, checksum }: DeclaredDigests,
  kind: "Object" | "Part",
): void {
  if (lock !== undefined && contentMd5 === undefined && checksum === undefined) throw digestRequired(kind);
}
