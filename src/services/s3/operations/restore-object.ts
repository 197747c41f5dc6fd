/** RestoreObject: brings the bytes of an archived version back, after the time that its tier takes. */
import type * as Sdk from "@aws-sdk/client-s3";
import { withStatus } from "../../../kit/answer-status.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { archiveStateOf, type Sight } from "../archive/archive-state.ts";
import type { RestoreRecord, RestoreTier } from "../archive/restore-record.ts";
import { copyExpiryMs, restoreDelayMs } from "../archive/restore-times.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import {
  invalidArgument,
  invalidObjectState,
  malformedXml,
  methodNotAllowed,
  restoreAlreadyInProgress,
} from "../errors.ts";
import { causeOf } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { checkKey } from "../objects/object-key.ts";
import { openObject } from "../objects/open-object.ts";
import type { S3 } from "../s3.ts";
import { replaceRecord } from "../store/history.ts";
import { newVersionId } from "../store/version-id.ts";
import { INTELLIGENT_TIERING } from "../tiering/access-tier.ts";

type Input = InputOf<typeof Sdk, "RestoreObject">;

const FASTEST_FIRST: readonly RestoreTier[] = ["Expedited", "Standard", "Bulk"];

/**
 * Asks for the bytes of an archived version. 202 when they will come, 200 when a copy is there already and stays longer or shorter.
 *
 * Checks, in order: key → digest of the document → its form → bucket → version → its class → days and tier → a restore that is going on.
 * AWS: one that is going on can be made faster, and nothing else (user guide, "Upgrading the speed of an in-progress restore").
 *
 * @throws {MalformedXML} 400  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405 for
 *   SELECT, which AWS has closed  @throws {InvalidObjectState} 403 for a class that is no archive  @throws {InvalidArgument} 400
 * @throws {RestoreAlreadyInProgress} 409
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html (read 2026-11-29; check order assumed)
 */
export const restoreObject: Operation<typeof Sdk, "RestoreObject", S3> = {
  access: (input) => [{ action: "s3:RestoreObject", resource: objectArn(input.Bucket, input.Key) }],
  async handle(input, context, s3) {
    checkKey(input.Key);
    await verifyDocument(context);
    const asked = parseRequest(input);
    const { nowMs, method } = context;
    const id = newVersionId(s3.runtime.ids);
    const cause = causeOf(s3.runtime.clock, context, "ObjectRestore:Post");
    const outcome = s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const version = openObject(transaction, bucket, { key: input.Key, versionId: input.VersionId, method });
      const { restore, status } = decide({ reader: transaction, bucket, key: input.Key, version, nowMs }, asked);
      const place = { bytes: s3.bytes, bucket: input.Bucket, key: input.Key };
      replaceRecord(transaction, place, { ...version, restore });
      tellChange(transaction, { cause, id, bucket, key: input.Key, version });
      return status;
    });
    return withStatus({}, await tellAbsence(s3, context, input, outcome));
  },
};

interface Asked {
  readonly days: number | undefined;
  readonly tier: RestoreTier;
}

function parseRequest({ RestoreRequest: request }: Input): Asked {
  if (request === undefined) throw malformedXml();
  // AWS: S3 Select is closed to new customers, and with it this type (user guide, "Querying archives with S3 Select").
  if (request.Type === "SELECT") throw methodNotAllowed("POST", "OBJECT");
  if (request.Type !== undefined) throw malformedXml();
  const text = request.GlacierJobParameters?.Tier ?? request.Tier ?? "Standard";
  const tier = FASTEST_FIRST.find((known) => known === text);
  if (tier === undefined) throw malformedXml();
  return { days: request.Days, tier };
}

interface Decision {
  readonly restore: RestoreRecord;
  readonly status: 200 | 202;
}

function decide(sight: Sight, asked: Asked): Decision {
  const { version, nowMs } = sight;
  const state = archiveStateOf(sight);
  const isTiered = version.storageClass === INTELLIGENT_TIERING;
  if (!state.isArchived && state.restore === undefined)
    throw invalidObjectState("Restore is not allowed for the object's current storage class", version);
  checkDays(asked.days, isTiered);
  const isDeep = version.storageClass === "DEEP_ARCHIVE" || state.tier === "DEEP_ARCHIVE_ACCESS";
  const delayMs = restoreDelayMs(isDeep, asked.tier);
  if (delayMs === undefined)
    throw invalidArgument("Retrieval option is not supported by this storage class", "Tier", asked.tier);
  const before = version.restore;
  if (state.restore?.isOngoing === false && before !== undefined)
    return { restore: { ...before, ...expiry(nowMs, asked.days) }, status: 200 };
  const readyMs = nowMs + delayMs;
  if (state.restore?.isOngoing === true && !isFaster(asked.tier, before)) throw restoreAlreadyInProgress();
  return { restore: { tier: asked.tier, readyMs, ...expiry(readyMs, asked.days) }, status: 202 };
}

function isFaster(tier: RestoreTier, before: RestoreRecord | undefined): boolean {
  return before !== undefined && FASTEST_FIRST.indexOf(tier) < FASTEST_FIRST.indexOf(before.tier);
}

function expiry(fromMs: number, days: number | undefined): Pick<RestoreRecord, "expiresMs"> {
  return days === undefined ? {} : { expiresMs: copyExpiryMs(fromMs, days) };
}

function checkDays(days: number | undefined, isTiered: boolean): void {
  // AWS: recorded in s3tools/s3cmd issue 1377.
  if (isTiered && days !== undefined) {
    const message =
      "INTELLIGENT_TIERING objects are not subject to restore expiry. Do not specify Days when restoring this object";
    throw invalidArgument(message, "Days", String(days));
  }
  if (isTiered) return;
  if (days === undefined) throw malformedXml();
  if (days < 1) throw invalidArgument("Days must be a positive integer", "Days", String(days));
}
