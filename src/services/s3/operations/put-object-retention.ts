import type * as Sdk from "@aws-sdk/client-s3";
import type { ObjectLockRetention } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectArn } from "../arns.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { malformedXml } from "../errors.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { bypassAccess, inDays, retentionConditions } from "../lock/lock-access.ts";
import { parseMode, parsePeriod } from "../lock/lock-settings.ts";
import { type AskedRetention, changeRetention } from "../lock/object-lock.ts";
import { openLockBucket, openLocked, putLock } from "../lock/open-locked.ts";
import { checkFuture } from "../lock/write-lock.ts";
import type { S3 } from "../s3.ts";
import { newVersionId } from "../store/version-id.ts";

/**
 * Sets, lengthens, or with the bypass of governance mode shortens or removes the retention of a version; turns an event hold on or releases it.
 *
 * Checks, in order: digest → bucket → Object Lock → document → date → version → what its retention allows.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum, and for a bucket without Object Lock  @throws {NoSuchBucket} 404
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400 for a date that is past  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 for a delete marker  @throws {AccessDenied} 403 for what loosens the lock
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html (read 2026-11-29; order after versity/versitygw tests and LocalStack's snapshots)
 */
export const putObjectRetention: Operation<typeof Sdk, "PutObjectRetention", S3> = {
  access(input, { nowMs }) {
    const {
      Mode: mode,
      RetainUntilDate: until,
      EventHold: eventHold,
      EventHoldDuration: duration,
    } = input.Retention ?? {};
    const eventHoldDays = inDays(duration?.Days, duration?.Years);
    const conditions = retentionConditions({ mode, until, eventHold, eventHoldDays }, nowMs);
    const resource = objectArn(input.Bucket, input.Key);
    const check = { action: "s3:PutObjectRetention", resource, conditions };
    return [check, ...bypassAccess(input, input.BypassGovernanceRetention)];
  },
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const bypass = { nowMs: context.nowMs, bypassesGovernance: input.BypassGovernanceRetention === true };
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectRetention:Put");
    const times = { nowMs: context.nowMs, wallMs: s3.runtime.clock.wallMs() };
    const outcome = s3.records.transact((transaction) => {
      const bucket = openLockBucket(transaction, input, context);
      const asked = parseRetention(input.Retention);
      if (asked !== "none" && asked.untilMs !== undefined) checkFuture(asked.untilMs, times, "RetainUntilDate");
      const version = openLocked(transaction, bucket, { input, context });
      const retention = changeRetention(version.lock?.retention, asked, bypass);
      putLock(transaction, { bucket, key: input.Key, version, lock: { ...version.lock, retention } });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return {};
    });
    return await tellAbsence(s3, context, input, outcome);
  },
};

/**
 * AWS: an empty document takes the retention away (object-lock-managing.html, "placing a new lock with empty parameters"); mode and date come together,
 * unless an event hold is what is asked for.
 */
function parseRetention(retention: ObjectLockRetention | undefined): AskedRetention | "none" {
  if (retention === undefined) throw malformedXml();
  const { Mode: mode, RetainUntilDate: until, EventHold: hold, EventHoldDuration: duration } = retention;
  if ([mode, until, hold, duration].every((member) => member === undefined)) return "none";
  if (hold !== undefined && hold !== "ON" && hold !== "OFF") throw malformedXml();
  if ((duration !== undefined) !== (hold === "ON")) throw malformedXml();
  if (hold !== "OFF" && mode === undefined) throw malformedXml();
  if (hold === undefined && until === undefined) throw malformedXml();
  return {
    mode: mode === undefined ? undefined : parseMode(mode),
    untilMs: until?.getTime(),
    eventHold: duration === undefined ? (hold === "OFF" ? "OFF" : undefined) : parsePeriod(duration),
  };
}
