/** Version ids: opaque, 32 characters, unguessable. */
import type { Ids } from "../../../runtime/ids.ts";
import type { BucketRecord } from "./bucket-record.ts";
import type { VersionRecord } from "./version-record.ts";

const RANDOM_BYTES = 24;

/** A fresh id for a version (and for its manifest). Make it before the transaction, whose body may run more than once. */
export function newVersionId(ids: Ids): string {
  return withoutDash(ids.token(RANDOM_BYTES));
}

/** Command lines take what begins with a dash for an option (`aws s3api delete-object --version-id $version`). */
export function withoutDash(id: string): string {
  return id.startsWith("-") ? `A${id.slice(1)}` : id;
}

/** AWS: answers carry `x-amz-version-id` only when the bucket has ever been versioned (API_GetObject, response headers). */
export function shownVersionId(bucket: BucketRecord, version: VersionRecord): string | undefined {
  return bucket.versioning === "off" ? undefined : version.versionId;
}

/**
 * The version id that the answer to a write carries.
 * AWS: writes name their version only while versioning is enabled; the null version of a suspended bucket is not named, though reads name it
 * (ceph/s3-tests test_versioning_bucket_atomic_upload_return_version_id).
 */
export function writtenVersionId(bucket: BucketRecord, version: VersionRecord): string | undefined {
  return bucket.versioning === "enabled" ? version.versionId : undefined;
}
