/**
 * The source of a copy: what reading it needs, and the conditions on it. Shared by CopyObject and UploadPartCopy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (read 2026-11-22)
 */
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { objectAccess, writeAccess, type WriteInput } from "../access/object-access.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import { invalidRequest, preconditionFailed } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { type CopySource, copySourceText, parseCopySource } from "./copy-source-header.ts";
import { openObject, openVersion } from "./open-object.ts";
import { findFailedCondition } from "./read-preconditions.ts";

/** The permissions to read the source and to write the copy. */
export function copyAccess(
  input: WriteInput & { readonly CopySource: string },
  write: { readonly isCreation: boolean },
): AccessCheck[] {
  const source = parseCopySource(input.CopySource);
  const { bucket: Bucket, key: Key, versionId: VersionId } = source;
  const read = objectAccess("s3:Get", { Bucket, Key, VersionId });
  return [read, ...writeAccess(input, { ...write, copySource: copySourceText(source) })];
}

export interface SourceConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  readonly ExpectedSourceBucketOwner?: string | undefined;
}

export interface OpenSource {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
}

/**
 * Finds the source, which may be in any Region.
 *
 * @throws {NoSuchBucket} 404  @throws {AccessDenied} 403  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {InvalidRequest} 400 when the version named is a delete marker  @throws {PreconditionFailed} 412: here also for what a read
 *   answers with 304
 */
export function openCopySource(reader: Reader, source: CopySource, conditions: SourceConditions): OpenSource {
  const bucket = openBucketAnywhere(reader, source.bucket, conditions.ExpectedSourceBucketOwner);
  const version = openSourceVersion(reader, bucket, source);
  const failed = findFailedCondition(version, {
    ifMatch: conditions.CopySourceIfMatch,
    ifUnmodifiedSince: conditions.CopySourceIfUnmodifiedSince,
    ifNoneMatch: conditions.CopySourceIfNoneMatch,
    ifModifiedSince: conditions.CopySourceIfModifiedSince,
  });
  if (failed !== undefined) throw preconditionFailed(`x-amz-copy-source-${failed.condition}`);
  return { bucket, version };
}

function openSourceVersion(reader: Reader, bucket: BucketRecord, source: CopySource): ObjectVersion {
  const { key, versionId } = source;
  if (versionId === undefined) return openObject(reader, bucket, { key, method: "GET" });
  const version = openVersion(reader, bucket, { key, versionId });
  if (!version.isDeleteMarker) return version;
  throw invalidRequest("The source of a copy request may not specifically refer to a delete marker by version id.");
}
