/** Checks that the annotation operations share: the name, the version, its ETag, and what Object Lock lets them change. */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { invalidRequest, preconditionFailed } from "../errors.ts";
import { etagMatches } from "../etag.ts";
import { checkDeletable } from "../lock/object-lock.ts";
import { checkKey } from "../objects/object-key.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { putCurrent, putHistory } from "../store/history.ts";
import { readCurrentObject } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { openTagged } from "../tagging/open-tagged.ts";
import { annotationNameTooLong, invalidAnnotationName } from "./annotation-errors.ts";
import { ANNOTATION_NAME_BYTES_MAX } from "./annotation-limits.ts";
import type { AnnotatedPlace } from "./annotation-record.ts";

export interface AnnotatedInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ObjectIfMatch?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export interface Annotated {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
  readonly place: AnnotatedPlace;
}

/**
 * AWS: 1 to 512 bytes, not beginning with `aws` or `s3` in any case (API_DeleteObjectAnnotation). That control characters are none of a name is assumed.
 *
 * @throws {AnnotationNameTooLong} 400  @throws {InvalidAnnotationName} 400
 */
export function checkAnnotationName(name: string): void {
  if (Buffer.byteLength(name) > ANNOTATION_NAME_BYTES_MAX) throw annotationNameTooLong();
  if (name === "" || /^(?:aws|s3)/i.test(name) || /[\x00-\x1f\x7f]/.test(name)) throw invalidAnnotationName();
}

/** Errors: those of openBucket and openTagged. @throws {PreconditionFailed} 412 for an object with another ETag */
export function openAnnotated(reader: Reader, input: AnnotatedInput, context: RequestContext): Annotated {
  checkKey(input.Key);
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  const { Key: key, VersionId: versionId, ObjectIfMatch: ifMatch } = input;
  const version = openTagged(reader, bucket, { key, versionId, method: context.method });
  if (ifMatch !== undefined && !etagMatches(ifMatch, version.etag)) throw preconditionFailed("If-Match");
  return { bucket, version, place: { bucket: bucket.name, key, sequence: version.sequence } };
}

/**
 * For a change. AWS: objects that are sealed with customer keys have no annotations (API_PutObjectAnnotation), and those under Object Lock keep theirs unless
 * governance mode is bypassed (API_DeleteObjectAnnotation; for puts assumed).
 *
 * @throws {InvalidRequest} 400  @throws {AccessDenied} 403
 */
export function checkChangeable({ version }: Annotated, context: RequestContext): void {
  if (version.encryption?.algorithm === "customer")
    throw invalidRequest("Objects encrypted with SSE-C cannot have annotations.");
  checkDeletable(version.lock, { nowMs: context.nowMs, bypassesGovernance: bypasses(context) });
}

/** The header is no member of these operations' inputs. */
export function bypasses({ headers }: Pick<RequestContext, "headers">): boolean {
  return headers.get("x-amz-bypass-governance-retention")?.toLowerCase() === "true";
}

/** Notes how many annotations the version has now. */
export function countAnnotations(transaction: Transaction, s3: S3, { place, version }: Annotated, delta: 1 | -1): void {
  const count = (version.annotationCount ?? 0) + delta;
  const counted: ObjectVersion = { ...version, annotationCount: count === 0 ? undefined : count };
  const current = readCurrentObject(transaction, place.bucket, place.key);
  const put = current?.versionId === version.versionId ? putCurrent : putHistory;
  put(transaction, { bytes: s3.bytes, bucket: place.bucket, key: place.key }, counted);
}
