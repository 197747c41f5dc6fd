/**
 * Refusals of Object Lock, in S3's own words as they were recorded from it.
 *
 * @see localstack/localstack tests/aws/services/s3/test_s3_api.snapshot.json (TestS3ObjectLock) and test_s3.snapshot.json (TestS3ObjectLockRetention, TestS3ObjectLockLegalHold)
 * @see versity/versitygw s3err/invalid-argument.go, s3err/s3err.go
 */
import { ServiceError } from "../../../kit/errors.ts";

function refusal(status: number, code: string, message: string, fields: Record<string, unknown> = {}): ServiceError {
  return new ServiceError({ status, code, message, fields });
}

/** Deleting what is locked, or loosening its lock. */
export function protectedByLock(): ServiceError {
  return refusal(403, "AccessDenied", "Access Denied because object protected by object lock.");
}

/** A retention or hold for an object of a bucket without Object Lock. */
export function bucketWithoutLock(): ServiceError {
  return refusal(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
}

/** The same for a write that carries lock headers. */
export function writeWithoutLock(): ServiceError {
  return refusal(400, "InvalidRequest", "Bucket is missing ObjectLockConfiguration");
}

export function noSuchLockConfiguration(bucket: string): ServiceError {
  const message = "Object Lock configuration does not exist for this bucket";
  return refusal(404, "ObjectLockConfigurationNotFoundError", message, { BucketName: bucket });
}

export function noSuchObjectLock(): ServiceError {
  const message = "The specified object does not have a ObjectLock configuration";
  return refusal(404, "NoSuchObjectLockConfiguration", message);
}

export function lockNeedsVersioning(): ServiceError {
  const message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration";
  return refusal(409, "InvalidBucketState", message);
}

export function lockKeepsVersioning(): ServiceError {
  const message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.";
  return refusal(409, "InvalidBucketState", message);
}

/** `kind`: what was sent, a whole object or a part. */
export function digestRequired(kind: "Object" | "Part"): ServiceError {
  const message = `Content-MD5 OR x-amz-checksum- HTTP header is required for Put ${kind} requests with Object Lock parameters`;
  return refusal(400, "InvalidRequest", message);
}
