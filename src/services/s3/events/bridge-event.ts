/**
 * A change as S3 tells it to EventBridge.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (read 2026-11-29)
 * @see localstack/localstack test_s3_notifications_eventbridge.snapshot.json (recorded from S3)
 */
import { formatArn } from "../../../kit/arn.ts";
import { bucketArn } from "../arns.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { shownVersionId } from "../store/version-id.ts";
import { isServiceMade, requestIdOf, sequencerOf, sourceAddressOf } from "./change-facts.ts";
import { etagOf } from "./event-record.ts";
import type { ChangeEvent, ObjectChange } from "./object-change.ts";

/** EventBridge's names; events that are not here are not told to it. */
const DETAIL_TYPES: Partial<Record<ChangeEvent, string>> = {
  "ObjectCreated:Put": "Object Created",
  "ObjectCreated:Post": "Object Created",
  "ObjectCreated:Copy": "Object Created",
  "ObjectCreated:CompleteMultipartUpload": "Object Created",
  "ObjectRemoved:Delete": "Object Deleted",
  "ObjectRemoved:DeleteMarkerCreated": "Object Deleted",
  "LifecycleExpiration:Delete": "Object Deleted",
  "LifecycleExpiration:DeleteMarkerCreated": "Object Deleted",
  "ObjectRestore:Post": "Object Restore Initiated",
  "ObjectRestore:Completed": "Object Restore Completed",
  "ObjectRestore:Delete": "Object Restore Expired",
  LifecycleTransition: "Object Storage Class Changed",
  IntelligentTiering: "Object Access Tier Changed",
  "ObjectAcl:Put": "Object ACL Updated",
  "ObjectTagging:Put": "Object Tags Added",
  "ObjectTagging:Delete": "Object Tags Deleted",
};

const REASONS: Partial<Record<ChangeEvent, string>> = {
  "ObjectCreated:Put": "PutObject",
  "ObjectCreated:Post": "POST Object",
  "ObjectCreated:Copy": "CopyObject",
  "ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
  "ObjectRemoved:Delete": "DeleteObject",
  "ObjectRemoved:DeleteMarkerCreated": "DeleteObject",
  "LifecycleExpiration:Delete": "Lifecycle Expiration",
  "LifecycleExpiration:DeleteMarkerCreated": "Lifecycle Expiration",
};

/** The bus that S3 sends to: the default one of the bucket's account and Region. */
export function defaultBusArn({ accountId, region }: Pick<BucketRecord, "accountId" | "region">): string {
  return formatArn({ service: "events", region, accountId, resource: "event-bus/default" });
}

export interface BridgeEvent {
  readonly detailType: string;
  readonly timeMs: number;
  readonly resource: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Undefined for events that EventBridge is not told. */
export function bridgeEvent(change: ObjectChange): BridgeEvent | undefined {
  const { cause, bucket } = change;
  const detailType = DETAIL_TYPES[cause.event];
  if (detailType === undefined) return undefined;
  return { detailType, timeMs: cause.timeMs, resource: bucketArn(bucket.name), detail: detailOf(change) };
}

function detailOf(change: ObjectChange): Record<string, unknown> {
  const { cause, bucket, details = {} } = change;
  const { event, source } = cause;
  const { restoreExpiresMs, sourceStorageClass, destinationStorageClass, accessTier } = details;
  const reason = REASONS[event];
  const isRemoval = reason !== undefined && !event.startsWith("ObjectCreated");
  return {
    version: "0",
    bucket: { name: bucket.name },
    object: objectOf(change),
    "request-id": requestIdOf(change),
    requester: requesterOf(change),
    // AWS: what S3 does by itself has no address.
    ...(isServiceMade(source) ? {} : { "source-ip-address": sourceAddressOf(source) }),
    ...(reason === undefined ? {} : { reason }),
    ...(isRemoval
      ? { "deletion-type": event.endsWith(":Delete") ? "Permanently Deleted" : "Delete Marker Created" }
      : {}),
    ...(restoreExpiresMs === undefined ? {} : { "restore-expiry-time": isoSeconds(restoreExpiresMs) }),
    ...(sourceStorageClass === undefined ? {} : { "source-storage-class": sourceStorageClass }),
    ...(destinationStorageClass === undefined ? {} : { "destination-storage-class": destinationStorageClass }),
    ...(accessTier === undefined ? {} : { "destination-access-tier": accessTier }),
  };
}

function objectOf(change: ObjectChange): Record<string, unknown> {
  const { cause, bucket, key, version } = change;
  const isGone = cause.event === "ObjectRemoved:Delete" || cause.event === "LifecycleExpiration:Delete";
  const hasSize =
    !version.isDeleteMarker &&
    /^(?:ObjectCreated|ObjectRestore|LifecycleTransition|IntelligentTiering)/.test(cause.event);
  const sequencer = sequencerOf(change);
  return {
    // AWS: not URL-encoded, unlike in event records (ev-events.html).
    key,
    ...(hasSize ? { size: version.sizeBytes } : {}),
    ...(isGone ? {} : { etag: etagOf(change) }),
    "version-id": shownVersionId(bucket, version),
    ...(sequencer === undefined ? {} : { sequencer }),
  };
}

function requesterOf({ cause }: ObjectChange): string {
  const { principal } = cause.source;
  if (principal.type === "anonymous") return "Anonymous";
  return principal.type === "service" ? principal.service : principal.accountId;
}

export function isoSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
