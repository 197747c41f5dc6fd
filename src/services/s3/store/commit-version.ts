/**
 * The one way an object version comes to be: PutObject, CopyObject, CompleteMultipartUpload and the object-store port all
 * end here, inside the transaction that also makes their bytes live.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/AddingObjectstoVersionSuspendedBuckets.html
 */
import type { Extents } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { Cause, CreatedEvent } from "../events/object-change.ts";
import { sequenceBase, tellChange } from "../events/tell-change.ts";
import { expirationHeader } from "../lifecycle/expiration-header.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { requireBucket } from "./buckets.ts";
import { type Place, putCurrent, putHistory, releaseVersion, removeHistory } from "./history.ts";
import { manifestKey } from "./keys.ts";
import { readCurrentObject, readNewestHistory } from "./read-version.ts";
import { encodeRecord } from "./record-codec.ts";
import { type Manifest, NULL_VERSION_ID, type ObjectDraft, type ObjectVersion } from "./version-record.ts";
import { checkWritePreconditions, type WritePreconditions } from "./write-preconditions.ts";

export interface CommitRequest {
  readonly draft: ObjectDraft;
  /** The bytes, already owned by this transaction (`staged.commit`, `bytes.share`, or taken over from parts). */
  readonly extents: Extents;
  /** A fresh id from `newVersionId`, made before the transaction: bodies run more than once. Used when versioning is enabled. */
  readonly newVersionId: string;
  /** A fresh id for the manifest where the version's id is not fresh: a replica has that of its source. */
  readonly manifestId?: string;
  readonly preconditions?: WritePreconditions;
  /** Who made it and how, for those who listen to the bucket; undefined for what nobody is told. */
  readonly cause: Cause<CreatedEvent> | undefined;
}

export interface Committed {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
  /** `x-amz-expiration`; undefined when no lifecycle rule will remove the object. */
  readonly expiration: string | undefined;
}

/**
 * Makes the draft the current version of its key. What was current is replaced (and its bytes released) while versioning is
 * off, becomes noncurrent while it is enabled, and while it is suspended is replaced when it is the null version; an
 * older null version elsewhere in the history goes too.
 *
 * @throws {NoSuchBucket} 404 when the bucket was deleted meanwhile
 * @throws {PreconditionFailed} 412  @throws {ConditionalRequestConflict} 409  @throws {NoSuchKey} 404, see checkWritePreconditions
 */
export function commitVersion(transaction: Transaction, place: Place, request: CommitRequest): Committed {
  const bucket = requireBucket(transaction, place.bucket);
  const current = readCurrentObject(transaction, place.bucket, place.key);
  checkWritePreconditions(place.key, current, request.preconditions ?? {});
  const versionId = bucket.versioning === "enabled" ? request.newVersionId : NULL_VERSION_ID;
  const { cause, newVersionId: id } = request;
  const sequence = makeRoom(transaction, place, {
    bucket,
    current,
    versionId,
    cause,
    comesMs: request.draft.lastModifiedMs,
  });
  const version: ObjectVersion = { ...recordOf(transaction, request), versionId, sequence };
  putCurrent(transaction, place, version);
  if (cause !== undefined) tellChange(transaction, { cause, id, bucket, key: place.key, version });
  return { bucket, version, expiration: expirationHeader(transaction, bucket, { key: place.key, version }) };
}

interface Newcomer {
  readonly bucket: BucketRecord;
  readonly current: ObjectVersion | undefined;
  readonly versionId: string;
  readonly cause: Pick<Cause, "wallMs"> | undefined;
  /** Its time, from which its predecessor is noncurrent. */
  readonly comesMs: number;
}

/**
 * Moves or removes what stands in the way of a new current version or delete marker, and gives the newcomer's sequence
 * number. Afterwards nothing is under `s3/o` that the caller does not overwrite or delete.
 * @internal
 */
export function makeRoom(transaction: Transaction, place: Place, newcomer: Newcomer): number {
  const { bucket, current, versionId, cause, comesMs: noncurrentSinceMs } = newcomer;
  const newest =
    current ?? (bucket.versioning === "off" ? undefined : readNewestHistory(transaction, place.bucket, place.key));
  if (current !== undefined && current.versionId === versionId) releaseVersion(transaction, place, current);
  else {
    // A marker that another version follows lies in the history already.
    if (newest !== undefined) putHistory(transaction, place, { ...newest, noncurrentSinceMs });
    if (bucket.versioning === "suspended") removeHistory(transaction, place, NULL_VERSION_ID);
  }
  return (newest?.sequence ?? sequenceBase(bucket, cause)) + 1;
}

/** The record but for id and sequence; long lists go to a manifest of this version's own. */
function recordOf(transaction: Transaction, request: CommitRequest): Omit<ObjectVersion, "versionId" | "sequence"> {
  const { parts, ...facts } = request.draft;
  if (parts === undefined && request.extents.length <= 1)
    return { isDeleteMarker: false, ...facts, extents: request.extents };
  const manifest: Manifest = { extents: request.extents, parts };
  const manifestId = request.manifestId ?? request.newVersionId;
  transaction.put(manifestKey(manifestId), encodeRecord(manifest));
  return { isDeleteMarker: false, ...facts, manifestId, partsCount: parts?.length };
}
