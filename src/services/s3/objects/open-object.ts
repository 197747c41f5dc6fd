/** Finding the version that a read names, with AWS's distinctions between what is absent, deleted and not readable. */
import type { Reader } from "../../../storage/record-store.ts";
import { deleteMarkerNotAllowed, invalidArgument, noSuchKey, noSuchKeyDeleted, noSuchVersion } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readCurrentObject, readNewestHistory, readVersion } from "../store/read-version.ts";
import { NULL_VERSION_ID, type ObjectVersion, type VersionRecord } from "../store/version-record.ts";

export interface ObjectName {
  readonly key: string;
  readonly versionId?: string | undefined;
  /** HTTP method, for the words of a 405. */
  readonly method: string;
}

/**
 * The current object, or the version named.
 *
 * @throws {NoSuchKey} 404, with `x-amz-delete-marker` when a delete marker is current
 * @throws {InvalidArgument} 400 for a version id that cannot be one  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 when the version named is a delete marker
 */
export function openObject(reader: Reader, bucket: BucketRecord, name: ObjectName): ObjectVersion {
  if (name.versionId === undefined) return openCurrent(reader, bucket, name.key);
  const version = openVersion(reader, bucket, { key: name.key, versionId: name.versionId });
  if (version.isDeleteMarker) throw deleteMarkerNotAllowed(name.method, httpDate(version.lastModifiedMs));
  return version;
}

/** The version named, delete markers included. @throws {InvalidArgument} 400  @throws {NoSuchVersion} 404 */
export function openVersion(
  reader: Reader,
  bucket: BucketRecord,
  name: { key: string; versionId: string },
): VersionRecord {
  checkVersionId(name.versionId);
  const version = readVersion(reader, bucket.name, name.key, name.versionId);
  if (version === undefined) throw noSuchVersion(name.key, name.versionId);
  return version;
}

/** Whether a text is `null` or has the form of our ids. */
export function isVersionId(versionId: string): boolean {
  return versionId === NULL_VERSION_ID || /^[A-Za-z0-9_-]{32}$/.test(versionId);
}

/** @throws {InvalidArgument} 400 for what cannot be a version id */
export function checkVersionId(versionId: string): void {
  if (isVersionId(versionId)) return;
  const message = versionId === "" ? "Version id cannot be the empty string" : "Invalid version id specified";
  throw invalidArgument(message, "versionId", versionId);
}

/** As HTTP headers carry a date. */
export function httpDate(timeMs: number): string {
  return new Date(timeMs).toUTCString();
}

function openCurrent(reader: Reader, bucket: BucketRecord, key: string): ObjectVersion {
  const current = readCurrentObject(reader, bucket.name, key);
  if (current !== undefined) return current;
  const marker = bucket.versioning === "off" ? undefined : readNewestHistory(reader, bucket.name, key);
  throw marker === undefined ? noSuchKey(key) : noSuchKeyDeleted(key, marker.versionId);
}
