/**
 * MFA delete: the second factor of the owner's root user before a version goes for good or the versioning of its bucket changes.
 *
 * Left out: AWS takes `x-amz-mfa` over HTTPS only; here it works over whatever the server listens on.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html (read 2026-11-29: only the root user can turn it on, and the
 *   device is the bucket owner's)
 */
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";

export interface MfaInput {
  readonly Bucket: string;
  /** Serial number of the device, a space, and the code. */
  readonly MFA?: string | undefined;
}

export function isMfaDelete(bucket: BucketRecord | undefined): boolean {
  return bucket?.mfaDelete === "Enabled";
}

/**
 * Whether the request carries a code of the owner's device. A code is good once, so one that is not needed is not looked at: it has no effect on a bucket without MFA
 * delete. Before the transaction, which cannot wait.
 *
 * @param isAsked the request itself is about MFA delete
 * @throws {AccessDenied} 403 for a caller who is not the owner's root user, and for a code that is not good
 */
export async function provesMfa(s3: S3, context: RequestContext, input: MfaInput, isAsked = false): Promise<boolean> {
  if (input.MFA === undefined) return false;
  const bucket = await s3.records.read((reader) => readBucket(reader, input.Bucket));
  if (bucket === undefined || !(isAsked || isMfaDelete(bucket))) return false;
  const { principal } = context;
  if (principal.type !== "root" || principal.accountId !== bucket.accountId) throw ownerOnly();
  const [serialNumber = "", code = "", ...rest] = input.MFA.trim().split(" ");
  const identities = await s3.identities();
  if (rest.length > 0 || !(await identities.verifyMfa(principal, serialNumber, code))) throw mfaRequired();
  return true;
}

/** For the deletion of a version. @throws {AccessDenied} 403 */
export function checkMfaDelete(bucket: BucketRecord, isProven: boolean): void {
  if (isMfaDelete(bucket) && !isProven) throw mfaRequired();
}

/**
 * For a change of versioning: any in a bucket with MFA delete, and turning that on.
 *
 * @throws {AccessDenied} 403
 */
export function checkVersioningChange(
  bucket: BucketRecord,
  { asked, context, isProven }: { asked: string | undefined; context: RequestContext; isProven: boolean },
): void {
  const isTurnedOn = asked === "Enabled" && !isMfaDelete(bucket);
  const { principal } = context;
  if (isTurnedOn && (principal.type !== "root" || principal.accountId !== bucket.accountId)) throw ownerOnly();
  if ((isTurnedOn || isMfaDelete(bucket)) && !isProven) throw mfaRequired();
}

function mfaRequired(): ServiceError {
  return denied("Mfa Authentication must be used for this request");
}

function ownerOnly(): ServiceError {
  return denied("This operation may only be performed by the bucket owner");
}

/** The words are those that users of S3 report; AWS does not document them. */
function denied(message: string): ServiceError {
  return new ServiceError({ status: 403, code: "AccessDenied", message });
}
