/**
 * The policy of a bucket. It has a record of its own, because every request reads the bucket and only those that are decided by the policy
 * need its up to 20 KB of text; the bucket's record holds its digest, by which the text is remembered.
 */
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { putBucket } from "./buckets.ts";
import { bucketPolicyKey } from "./keys.ts";
import { putPolicyText, readPolicyText } from "./policy-text.ts";

export function readBucketPolicy(reader: Reader, bucket: BucketRecord): string | undefined {
  const { policyDigest } = bucket;
  return policyDigest === undefined ? undefined : readPolicyText(reader, bucketPolicyKey(bucket.name), policyDigest);
}

export function putBucketPolicyText(transaction: Transaction, bucket: BucketRecord, text: string): void {
  const policyDigest = putPolicyText(transaction, bucketPolicyKey(bucket.name), text);
  putBucket(transaction, { ...bucket, policyDigest });
}

/** Removing what is not there is no error. */
export function removeBucketPolicy(transaction: Transaction, bucket: BucketRecord): void {
  if (bucket.policyDigest === undefined) return;
  transaction.delete(bucketPolicyKey(bucket.name));
  putBucket(transaction, { ...bucket, policyDigest: undefined });
}
