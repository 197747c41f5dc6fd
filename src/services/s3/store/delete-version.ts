/**
 * The one way an object goes: a simple delete by key, or the permanent delete of one version. DeleteObject and
 * DeleteObjects call it inside their transaction.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectsfromVersioningSuspendedBuckets.html
 */
import type { Transaction } from "../../../storage/record-store.ts";
import type { Cause, RemovalFamily } from "../events/object-change.ts";
import { tellChange } from "../events/tell-change.ts";
import { checkDeletable } from "../lock/object-lock.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { requireBucket } from "./buckets.ts";
import { makeRoom } from "./commit-version.ts";
import { type Place, promoteNewest, putHistory, releaseVersion, removeHistory } from "./history.ts";
import { currentKey } from "./keys.ts";
import { readCurrentObject, readVersion } from "./read-version.ts";
import { type DeleteMarker, NULL_VERSION_ID, type VersionRecord } from "./version-record.ts";
import { checkWritePreconditions } from "./write-preconditions.ts";

export interface DeleteRequest {
  /** Deletes this version for good; without it the key is deleted, which in a versioned bucket adds a delete marker. */
  readonly versionId?: string | undefined;
  /** An ETag or `*`; looks at the current object, whatever `versionId` says. */
  readonly ifMatch?: string | undefined;
  /** A fresh id from `newVersionId`, made before the transaction. */
  readonly newVersionId: string;
  /** Whole seconds (`wholeSecondMs`). */
  readonly lastModifiedMs: number;
  /** Who deletes and why, for those who listen to the bucket; undefined for what nobody is told. */
  readonly cause: Cause<RemovalFamily> | undefined;
  /** The caller asked to pass over governance mode, and may. */
  readonly bypassesGovernance?: boolean;
}

/** What S3 answers: `x-amz-delete-marker` and `x-amz-version-id`, each left out when undefined. */
export interface Deleted {
  /** A delete marker was added, or the version that was deleted was one. */
  readonly deleteMarker?: true;
  /** Of the new delete marker, or of the version deleted. */
  readonly versionId?: string;
}

/**
 * Deletes a key or a version. Deleting what is not there succeeds, as on S3.
 *
 * @throws {NoSuchBucket} 404  @throws {PreconditionFailed} 412  @throws {NoSuchKey} 404, the last two with `ifMatch`
 * @throws {AccessDenied} 403 for a version that Object Lock protects; a delete without version id only adds a marker and is not refused
 */
export function deleteVersion(transaction: Transaction, place: Place, request: DeleteRequest): Deleted {
  const bucket = requireBucket(transaction, place.bucket);
  if (request.ifMatch !== undefined) {
    checkWritePreconditions(place.key, readCurrentObject(transaction, place.bucket, place.key), {
      ifMatch: request.ifMatch,
    });
  }
  const removal: Removal = { bucket, request };
  if (request.versionId !== undefined)
    return deleteOneVersion(transaction, place, { ...removal, versionId: request.versionId });
  if (bucket.versioning !== "off") return addDeleteMarker(transaction, place, removal);
  const deleted = deleteCurrent(transaction, place);
  if (deleted !== undefined) tellRemoval(transaction, place, { ...removal, version: deleted });
  return {};
}

interface Removal {
  readonly bucket: BucketRecord;
  readonly request: DeleteRequest;
}

/** AWS: a delete that finds nothing is no event. The marker that was added is one of its own; a marker that was deleted is a version like any other. */
function tellRemoval(
  transaction: Transaction,
  { key }: Place,
  { bucket, request, version, isNew = false }: Removal & { readonly version: VersionRecord; readonly isNew?: boolean },
): void {
  const { cause, newVersionId: id } = request;
  if (cause === undefined) return;
  const event = `${cause.event}:${isNew ? "DeleteMarkerCreated" : "Delete"}` as const;
  tellChange(transaction, { cause: { ...cause, event }, id, bucket, key, version });
}

function deleteCurrent(transaction: Transaction, place: Place): VersionRecord | undefined {
  const current = readCurrentObject(transaction, place.bucket, place.key);
  if (current === undefined) return undefined;
  transaction.delete(currentKey(place.bucket, place.key));
  releaseVersion(transaction, place, current);
  return current;
}

/**
 * AWS: every simple DELETE in a versioned bucket adds one more marker, also on a key that is deleted already or never
 * existed; while versioning is suspended the marker is the null version and takes the place of the null version.
 */
function addDeleteMarker(transaction: Transaction, place: Place, removal: Removal): Deleted {
  const { bucket, request } = removal;
  const current = readCurrentObject(transaction, place.bucket, place.key);
  const versionId = bucket.versioning === "enabled" ? request.newVersionId : NULL_VERSION_ID;
  const sequence = makeRoom(transaction, place, {
    bucket,
    current,
    versionId,
    cause: request.cause,
    comesMs: request.lastModifiedMs,
  });
  transaction.delete(currentKey(place.bucket, place.key));
  const marker: DeleteMarker = { isDeleteMarker: true, versionId, sequence, lastModifiedMs: request.lastModifiedMs };
  putHistory(transaction, place, marker);
  tellRemoval(transaction, place, { ...removal, version: marker, isNew: true });
  return { deleteMarker: true, versionId };
}

/** What was before it becomes current when the current version goes; deleting a delete marker brings the object back. */
function deleteOneVersion(
  transaction: Transaction,
  place: Place,
  removal: Removal & { readonly versionId: string },
): Deleted {
  const { versionId, request } = removal;
  const { cause, lastModifiedMs, bypassesGovernance = false } = request;
  const nowMs = cause?.timeMs ?? lastModifiedMs;
  const current = readCurrentObject(transaction, place.bucket, place.key);
  if (current?.versionId === versionId) {
    checkDeletable(current.lock, { nowMs, bypassesGovernance });
    deleteCurrent(transaction, place);
    promoteNewest(transaction, place);
    tellRemoval(transaction, place, { ...removal, version: current });
    return { versionId };
  }
  const version = readVersion(transaction, place.bucket, place.key, versionId);
  if (version !== undefined && !version.isDeleteMarker) checkDeletable(version.lock, { nowMs, bypassesGovernance });
  const removed = removeHistory(transaction, place, versionId);
  if (removed !== undefined) tellRemoval(transaction, place, { ...removal, version: removed });
  if (current === undefined) promoteNewest(transaction, place);
  return removed?.isDeleteMarker === true ? { versionId, deleteMarker: true } : { versionId };
}
