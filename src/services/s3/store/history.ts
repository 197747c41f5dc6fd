/**
 * The history of a key: noncurrent versions and delete markers. Building blocks of commit-version.ts and
 * delete-version.ts, which keep the invariant: when a key has a current object it is under `s3/o`; when it has none but has
 * a history, the newest entry of the history is a delete marker.
 */
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { removeAnnotations } from "../annotations/annotation-record.ts";
import { currentKey, historyKey, manifestKey, versionIdKey } from "./keys.ts";
import { readCurrentObject, readExtents, readNewestHistory, readVersion } from "./read-version.ts";
import { encodeRecord } from "./record-codec.ts";
import { encodeVersion } from "./version-codec.ts";
import type { ObjectVersion, VersionRecord } from "./version-record.ts";

/** One key of one bucket. */
export interface KeyPlace {
  readonly bucket: string;
  readonly key: string;
  readonly bytes?: ObjectBytes;
}

/** And the bytes that its versions own. */
export interface Place extends KeyPlace {
  readonly bytes: ObjectBytes;
}

export function putCurrent(transaction: Transaction, place: KeyPlace, version: ObjectVersion): void {
  transaction.put(currentKey(place.bucket, place.key), encodeVersion(version));
}

/** Writes a noncurrent version or a delete marker. */
export function putHistory(transaction: Transaction, place: KeyPlace, version: VersionRecord): void {
  transaction.put(historyKey(place.bucket, place.key, version.sequence), encodeVersion(version));
  transaction.put(
    versionIdKey(place.bucket, place.key, version.versionId),
    encodeRecord({ sequence: version.sequence }),
  );
}

/** Writes a changed record of a version where that version is, current or not. */
export function replaceRecord(transaction: Transaction, place: KeyPlace, version: ObjectVersion): void {
  const current = readCurrentObject(transaction, place.bucket, place.key);
  const put = current?.versionId === version.versionId ? putCurrent : putHistory;
  put(transaction, place, version);
}

/** Takes one version out of the history, bytes included. Resolves with it, or undefined when it is not there. */
export function removeHistory(transaction: Transaction, place: Place, versionId: string): VersionRecord | undefined {
  const version = readVersion(transaction, place.bucket, place.key, versionId);
  if (version === undefined) return undefined;
  unlinkHistory(transaction, place, version);
  releaseVersion(transaction, place, version);
  return version;
}

/** After the current version was deleted: the newest entry of the history becomes current when it is an object. */
export function promoteNewest(transaction: Transaction, place: Place): void {
  const newest = readNewestHistory(transaction, place.bucket, place.key);
  if (newest === undefined || newest.isDeleteMarker) return;
  unlinkHistory(transaction, place, newest);
  putCurrent(transaction, place, { ...newest, noncurrentSinceMs: undefined });
}

/** Gives up a version's bytes; its own record is the caller's to remove or overwrite. */
export function releaseVersion(transaction: Transaction, place: Place, version: VersionRecord): void {
  if (version.isDeleteMarker) return;
  place.bytes.release(transaction, readExtents(transaction, version));
  removeAnnotations(transaction, place.bytes, { place, version });
  if (version.manifestId !== undefined) transaction.delete(manifestKey(version.manifestId));
}

function unlinkHistory(transaction: Transaction, place: Place, version: VersionRecord): void {
  transaction.delete(historyKey(place.bucket, place.key, version.sequence));
  transaction.delete(versionIdKey(place.bucket, place.key, version.versionId));
}
