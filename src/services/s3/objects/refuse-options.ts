/**
 * Options of object writes and reads that have no effect here are refused, never dropped: each with AWS's own answer where
 * a default bucket on AWS refuses it too, otherwise with a typed NotImplemented that names it.
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { accessControlListNotSupported, headerNotImplemented, invalidRequest } from "../errors.ts";

/** The members that PutObject, CopyObject and CreateMultipartUpload share. */
export interface WriteOptions {
  readonly ACL?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockEventHold?: string | undefined;
  readonly ObjectLockEventHoldDurationDays?: number | undefined;
  readonly ObjectLockEventHoldDurationYears?: number | undefined;
  readonly WriteOffsetBytes?: number | undefined;
}

/** Canned ACLs that give the bucket owner full control and nobody anything. */
const OWNER_ONLY_ACLS = new Set(["private", "bucket-owner-full-control"]);

/**
 * @throws {AccessControlListNotSupported} 400: on AWS too, buckets have Object Ownership BucketOwnerEnforced by default
 * @throws {InvalidRequest} 400 for Object Lock members: no bucket has Object Lock
 * @throws {NotImplemented} 501 for encryption other than AES256, and for appends
 */
export function refuseWriteOptions(input: WriteOptions): void {
  if (input.ACL !== undefined && !OWNER_ONLY_ACLS.has(input.ACL)) throw accessControlListNotSupported();
  const grants = [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWriteACP];
  if (grants.some(isGiven)) throw accessControlListNotSupported();
  refuseEncryption(input);
  const lock = [
    input.ObjectLockMode,
    input.ObjectLockRetainUntilDate,
    input.ObjectLockLegalHoldStatus,
    input.ObjectLockEventHold,
    input.ObjectLockEventHoldDurationDays,
    input.ObjectLockEventHoldDurationYears,
  ];
  if (lock.some(isGiven)) throw invalidRequest("Bucket is missing Object Lock Configuration");
  // AWS: appending is for directory buckets only.
  if (input.WriteOffsetBytes !== undefined) throw headerNotImplemented("x-amz-write-offset-bytes");
}

/** @throws {NotImplemented} 501 for SSE-KMS, DSSE-KMS and SSE-C */
function refuseEncryption(input: WriteOptions): void {
  if (input.ServerSideEncryption !== undefined && input.ServerSideEncryption !== "AES256") {
    throw new NotImplementedError(
      "s3",
      `server-side encryption ${input.ServerSideEncryption}`,
      "there is no key service yet",
    );
  }
  if (
    [input.SSEKMSKeyId, input.SSEKMSEncryptionContext, input.BucketKeyEnabled === true ? true : undefined].some(isGiven)
  ) {
    throw new NotImplementedError("s3", "server-side encryption with KMS keys", "there is no key service yet");
  }
  if ([input.SSECustomerAlgorithm, input.SSECustomerKey, input.SSECustomerKeyMD5].some(isGiven)) {
    throw new NotImplementedError("s3", "server-side encryption with customer keys", "objects are not sealed yet");
  }
}

export interface CustomerKeyOptions {
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

/** AWS: a customer key for an object that was stored without one is an error, and here no object has one. @throws {InvalidRequest} 400 */
export function refuseCustomerKey(input: CustomerKeyOptions): void {
  if ([input.SSECustomerAlgorithm, input.SSECustomerKey, input.SSECustomerKeyMD5].some(isGiven)) {
    throw invalidRequest("The encryption parameters are not applicable to this object.");
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
