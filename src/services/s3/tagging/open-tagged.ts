/** Finding and rewriting the version whose tags are asked for. */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { deleteMarkerNotAllowed, noSuchKey } from "../errors.ts";
import { httpDate, openVersion } from "../objects/open-object.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { replaceRecord } from "../store/history.ts";
import { readCurrentVersion } from "../store/read-version.ts";
import type { ObjectVersion, Tag } from "../store/version-record.ts";

export interface TaggedName {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly method: string;
}

/**
 * The current version, or the one named.
 *
 * AWS: unlike GetObject, a current delete marker is 405 and not 404 (localstack/localstack test_s3.snapshot.json,
 * test_object_tagging_versioned, recorded from S3).
 *
 * @throws {NoSuchKey} 404  @throws {InvalidArgument} 400  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405 for a delete marker
 */
export function openTagged(reader: Reader, bucket: BucketRecord, name: TaggedName): ObjectVersion {
  const { key, versionId } = name;
  const version =
    versionId === undefined
      ? readCurrentVersion(reader, bucket.name, key)
      : openVersion(reader, bucket, { key, versionId });
  if (version === undefined) throw noSuchKey(key);
  if (version.isDeleteMarker) throw deleteMarkerNotAllowed(name.method, httpDate(version.lastModifiedMs));
  return version;
}

/** Gives a version other tags; an empty set leaves none. Nothing else of it changes, its Last-Modified neither. */
export function putTags(
  transaction: Transaction,
  change: { bucket: string; key: string; version: ObjectVersion; tags: readonly Tag[] },
): void {
  const { bucket, key, version, tags } = change;
  const tagged: ObjectVersion = { ...version, tags: tags.length === 0 ? undefined : tags };
  replaceRecord(transaction, { bucket, key }, tagged);
}
