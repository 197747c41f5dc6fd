/**
 * The `x-amz-copy-source` header: `[/]bucket/key[?versionId=id]`, URL-encoded, and the conditions on the source. Shared by
 * CopyObject and UploadPartCopy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (read 2026-11-22)
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { objectAccess, writeAccess, type WriteInput } from "../access/object-access.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import { invalidArgument, invalidRequest, preconditionFailed } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { openObject, openVersion } from "./open-object.ts";
import { findFailedCondition } from "./read-preconditions.ts";

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

const HEADER = "x-amz-copy-source";
const VERSION_QUERY = "?versionId=";

/**
 * AWS: the part before `?versionId=` is decoded as a form would be, so a plus sign stands for a space.
 *
 * @throws {InvalidArgument} 400 when it does not decode or names no bucket and key  @throws {NotImplemented} 501 for access points
 */
export function parseCopySource(header: string): CopySource {
  const query = header.lastIndexOf(VERSION_QUERY);
  const [path, versionId] =
    query < 0 ? [header, undefined] : [header.slice(0, query), header.slice(query + VERSION_QUERY.length)];
  const decoded = decode(path);
  if (decoded.startsWith("arn:"))
    throw new NotImplementedError("s3", "copy sources by access point", "there are no access points yet");
  const name = decoded.startsWith("/") ? decoded.slice(1) : decoded;
  const slash = name.indexOf("/");
  if (slash <= 0 || slash === name.length - 1) {
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey", HEADER, HEADER);
  }
  return { bucket: name.slice(0, slash), key: name.slice(slash + 1), versionId };
}

/** The permissions to read the source and to write the copy. */
export function copyAccess(
  input: WriteInput & { readonly CopySource: string },
  write: { readonly isCreation: boolean },
): AccessCheck[] {
  const { bucket, key, versionId } = parseCopySource(input.CopySource);
  const source = objectAccess("s3:Get", { Bucket: bucket, Key: key, VersionId: versionId });
  return [source, ...writeAccess(input, { ...write, copySource: `${bucket}/${key}` })];
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

function decode(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll("+", " "));
  } catch {
    throw invalidArgument("Invalid copy source encoding.", HEADER, path);
  }
}
