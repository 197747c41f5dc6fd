/**
 * Makes one replica in the transaction that takes the task out of the queue: the same bytes (shared, not copied), the same version id, the same time, tags,
 * metadata and lock. Doing it again changes nothing.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html (read 2026-11-29: replicas keep "metadata, such as the original object creation time
 *   and version IDs"; owner, storage class and key may be others)
 */
import type { Cause, CreatedEvent, RemovalFamily } from "../events/object-change.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { hasAcls } from "../access/object-ownership.ts";
import { defaultRetention, hasObjectLock, lockSettings } from "../lock/lock-settings.ts";
import type { ObjectLock } from "../lock/object-lock.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { commitVersion } from "../store/commit-version.ts";
import { deleteVersion } from "../store/delete-version.ts";
import { replaceRecord } from "../store/history.ts";
import { readParts, readVersion } from "../store/read-version.ts";
import type { ObjectDraft, ObjectOptions, ObjectVersion, VersionRecord } from "../store/version-record.ts";
import type { ChangeKind, Rule } from "./rules.ts";
import type { Sealed } from "./seal-replica.ts";

export interface ReplicaRequest {
  readonly kind: ChangeKind;
  readonly rule: Rule;
  readonly source: BucketRecord;
  readonly destination: BucketRecord;
  readonly key: string;
  /** The source's. */
  readonly version: VersionRecord;
  readonly bytes: ObjectBytes;
  /** Fresh, made before the transaction. */
  readonly manifestId: string;
  readonly cause: Pick<Cause, "source" | "timeMs" | "wallMs">;
  /** Of a version that was not at the destination before the transaction. */
  readonly sealed: Sealed | undefined;
}

/** `failed` says why there is no replica, in a few words for logs. */
export type Outcome = "created" | "updated" | { readonly failed: string };

export function writeReplica(transaction: Transaction, request: ReplicaRequest): Outcome {
  const { kind, destination, key, version, sealed } = request;
  const existing = readVersion(transaction, destination.name, key, version.versionId);
  if (version.isDeleteMarker) {
    if (existing === undefined) addMarker(transaction, request, version);
    return "updated";
  }
  if (existing?.isDeleteMarker === true) return { failed: "the destination has a delete marker of this version id" };
  if (version.lock !== undefined && !hasObjectLock(destination))
    return { failed: "the destination has no Object Lock" };
  if (existing !== undefined) {
    update(transaction, request, { existing, version });
    return "updated";
  }
  if (kind === "modified") return { failed: "the destination has no replica of this version" };
  // The next try finds how to seal it.
  if (sealed === undefined) throw new Error("the replica has gone meanwhile");
  create(transaction, request, { version, sealed });
  return "created";
}

function create(
  transaction: Transaction,
  request: ReplicaRequest,
  { version, sealed }: { readonly version: ObjectVersion; readonly sealed: Sealed },
): void {
  const { bytes, destination, key, manifestId, rule } = request;
  const { versionId, sequence: _place, isDeleteMarker: _kind, ...facts } = version;
  const { extents: _extents, manifestId: _manifest, partsCount: _parts, ...kept } = facts;
  const draft: ObjectDraft = {
    ...kept,
    ...optionsOf(transaction, request, version),
    encryption: sealed.encryption,
    etag: sealed.etag,
    storageClass: storageClassOf(rule, version),
    parts: readParts(transaction, version),
    replicationStatus: "REPLICA",
  };
  const extents = sealed.commit(transaction, version);
  const cause: Cause<CreatedEvent> = { ...request.cause, event: "ObjectCreated:Put", isReplication: true };
  const place = { bytes, bucket: destination.name, key };
  commitVersion(transaction, place, { draft, extents, newVersionId: versionId, manifestId, cause });
}

function addMarker(transaction: Transaction, request: ReplicaRequest, version: VersionRecord): void {
  const { bytes, destination, key } = request;
  const cause: Cause<RemovalFamily> = { ...request.cause, event: "ObjectRemoved", isReplication: true };
  const { versionId: newVersionId, lastModifiedMs } = version;
  deleteVersion(transaction, { bytes, bucket: destination.name, key }, { newVersionId, lastModifiedMs, cause });
}

/** Tags, ACL and lock as the other side has them now. It stays what it is: a replica, or the source of one. */
function update(
  transaction: Transaction,
  request: ReplicaRequest,
  { existing, version }: { readonly existing: ObjectVersion; readonly version: ObjectVersion },
): void {
  const { destination, key } = request;
  const changed = { ...existing, tags: version.tags, ...optionsOf(transaction, request, version) };
  replaceRecord(transaction, { bucket: destination.name, key }, changed);
}

function storageClassOf({ destination }: Rule, version: ObjectVersion): string | undefined {
  if (destination.storageClass === undefined) return version.storageClass;
  return destination.storageClass === "STANDARD" ? undefined : destination.storageClass;
}

/** What a replica has from its source and what from its own bucket; how it is sealed aside. */
function optionsOf(
  transaction: Transaction,
  { rule, source, destination }: ReplicaRequest,
  version: ObjectVersion,
): ObjectOptions {
  const lock = version.lock ?? defaultLock(transaction, destination, version);
  return { ...ownerOf(rule, { source, destination, version }), lock };
}

/** AWS: a replica without a retention of its source gets the default of its bucket (object-lock-managing.html, "Replication"). */
function defaultLock(
  transaction: Transaction,
  destination: BucketRecord,
  { lastModifiedMs }: ObjectVersion,
): ObjectLock | undefined {
  const settings = hasObjectLock(destination) ? lockSettings.read(transaction, destination) : undefined;
  const retention = settings === undefined ? undefined : defaultRetention(settings, lastModifiedMs);
  return retention === undefined ? undefined : { retention };
}

/**
 * AWS: the replica is its source's owner's, with the source's ACL, unless the rule changes the owner, or the destination's owner owns all that is in it
 * (replication-change-owner.html).
 */
function ownerOf(
  rule: Rule,
  {
    source,
    destination,
    version,
  }: { readonly source: BucketRecord; readonly destination: BucketRecord; readonly version: ObjectVersion },
): Pick<ObjectOptions, "acl" | "ownerAccountId"> {
  const owner = version.ownerAccountId ?? source.accountId;
  if (rule.destination.overridesOwner || !hasAcls(destination)) return { acl: undefined, ownerAccountId: undefined };
  return { acl: version.acl, ownerAccountId: owner === destination.accountId ? undefined : owner };
}
