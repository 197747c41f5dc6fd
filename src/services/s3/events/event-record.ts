/**
 * A change as S3 tells it to queues, topics and functions: version 2.x of its event record.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html (read 2026-11-29; members of each event as recorded in
 *   localstack/localstack test_s3_notifications_sqs.snapshot.json)
 */
import { createHash } from "node:crypto";
import { bucketArn } from "../arns.ts";
import { shownVersionId } from "../store/version-id.ts";
import { encodeEventKey } from "./event-key.ts";
import type { ChangeDetails, ObjectChange } from "./object-change.ts";
import { hostIdOf, isServiceMade, requestIdOf, sequencerOf, sourceAddressOf } from "./change-facts.ts";

/** AWS: version 2.2 is for replication, 2.3 for lifecycle, tiering, ACLs, tags and the end of a restored copy, 2.1 for all others. */
function versionOf(event: string): string {
  if (event.startsWith("Replication:")) return "2.2";
  return /^(?:Lifecycle|IntelligentTiering|ObjectAcl|ObjectTagging|ObjectRetention|ObjectAnnotation|ObjectRestore:Delete)/.test(
    event,
  )
    ? "2.3"
    : "2.1";
}

/** The record of one rule; `configurationId` is the rule's. */
export function eventRecord(change: ObjectChange, configurationId: string): Record<string, unknown> {
  const { cause, bucket } = change;
  const { event, timeMs } = cause;
  return {
    eventVersion: versionOf(event),
    eventSource: "aws:s3",
    awsRegion: bucket.region,
    eventTime: new Date(timeMs).toISOString(),
    eventName: event,
    userIdentity: { principalId: principalIdOf(change) },
    requestParameters: { sourceIPAddress: sourceAddressOf(cause.source) },
    responseElements: { "x-amz-request-id": requestIdOf(change), "x-amz-id-2": hostIdOf(change) },
    s3: {
      s3SchemaVersion: "1.0",
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: customerIdOf(bucket.accountId) },
        arn: bucketArn(bucket.name),
      },
      object: objectOf(change),
    },
    ...extraOf(event, change.details ?? {}),
  };
}

/** AWS: the size is told where the bytes matter (created, restored, moved), the sequencer of what creates and deletes. */
function objectOf(change: ObjectChange): Record<string, unknown> {
  const { cause, bucket, key, version } = change;
  const isRemoval = cause.event.endsWith("Delete") && /^(?:ObjectRemoved|LifecycleExpiration)/.test(cause.event);
  const hasSize =
    !version.isDeleteMarker &&
    /^(?:ObjectCreated|ObjectRestore|LifecycleTransition|IntelligentTiering|Replication)/.test(cause.event);
  const sequencer = sequencerOf(change);
  return {
    key: encodeEventKey(key),
    ...(hasSize ? { size: version.sizeBytes } : {}),
    ...(isRemoval ? {} : { eTag: etagOf(change) }),
    versionId: shownVersionId(bucket, version),
    ...(sequencer === undefined ? {} : { sequencer }),
  };
}

/** AWS: a delete marker has the ETag of nothing. */
const ETAG_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

export function etagOf({ version }: Pick<ObjectChange, "version">): string {
  return version.isDeleteMarker ? ETAG_OF_NOTHING : version.etag;
}

function extraOf(event: string, details: ChangeDetails): Record<string, unknown> {
  const { restoreExpiresMs, sourceStorageClass, destinationStorageClass, accessTier, replication } = details;
  if (event === "ObjectRestore:Completed" && restoreExpiresMs !== undefined)
    return {
      glacierEventData: {
        restoreEventData: {
          lifecycleRestorationExpiryTime: new Date(restoreExpiresMs).toISOString(),
          lifecycleRestoreStorageClass: sourceStorageClass,
        },
      },
    };
  if (event === "LifecycleTransition")
    return { lifecycleEventData: { transitionEventData: { destinationStorageClass } } };
  if (event === "IntelligentTiering") return { intelligentTieringEventData: { destinationAccessTier: accessTier } };
  return replication === undefined ? {} : { replicationEventData: replication };
}

/** AWS: `AWS:` and the unique id of a user or a role's session; the customer id of an account; the service that acts by itself. */
function principalIdOf({ cause }: ObjectChange): string {
  const { principal } = cause.source;
  if (isServiceMade(cause.source)) return "s3.amazonaws.com";
  if (principal.type === "anonymous") return "Anonymous";
  if (principal.type === "service") return principal.service;
  return principal.type === "root" ? customerIdOf(principal.accountId) : `AWS:${principal.userId}`;
}

const CUSTOMER_ID_CHARACTERS = 13;

/** Amazon's customer id of an account: `A` and 13 letters and digits, here derived from the account number. */
function customerIdOf(accountId: string): string {
  const digest = createHash("sha256").update(`lakebed customer ${accountId}`).digest();
  return `A${BigInt(`0x${digest.toString("hex")}`)
    .toString(36)
    .toUpperCase()
    .slice(0, CUSTOMER_ID_CHARACTERS)}`;
}
