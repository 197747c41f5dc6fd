/**
 * The first check of every operation: the bucket is there, is in the Region that was asked, and is the expected owner's. Whether the caller may use
 * it, also when it is another account's, the authorizer has decided.
 */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { checkPayer } from "../access/requester-pays.ts";
import { accessDenied, invalidBucketName, noSuchBucket, permanentRedirect } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { isBucketNamePossible } from "./bucket-name.ts";

/**
 * Opens a bucket for an operation in the Region it was sent to.
 *
 * @throws {InvalidBucketName} 400 for a name that no bucket can have
 * @throws {NoSuchBucket} 404
 * @throws {PermanentRedirect} 301 when the bucket is in another Region than the request; carries `x-amz-bucket-region`
 * @throws {AccessDenied} 403 when it is not the expected owner's, or when the caller is to pay and does not say so
 */
export function openBucket(
  reader: Reader,
  bucket: string,
  context: RequestContext,
  expectedOwner?: string,
): BucketRecord {
  const record = findBucket(reader, bucket);
  if (record.region !== context.region) throw permanentRedirect(bucket, record.region, context.host);
  checkPayer(record, context);
  return checkOwner(record, expectedOwner);
}

/** The same from any Region: copy sources, GetBucketLocation, other services. */
export function openBucketAnywhere(reader: Reader, bucket: string, expectedOwner?: string): BucketRecord {
  return checkOwner(findBucket(reader, bucket), expectedOwner);
}

function findBucket(reader: Reader, bucket: string): BucketRecord {
  const record = readBucket(reader, bucket);
  if (record !== undefined) return record;
  throw isBucketNamePossible(bucket) ? noSuchBucket(bucket) : invalidBucketName(bucket);
}

function checkOwner(record: BucketRecord, expectedOwner: string | undefined): BucketRecord {
  if (expectedOwner !== undefined && expectedOwner !== record.accountId) throw accessDenied();
  return record;
}
