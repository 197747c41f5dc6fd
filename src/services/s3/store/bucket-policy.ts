/**
 * The policy of a bucket. It has a record of its own, because every request reads the bucket and only those that are decided by the policy
 * need its up to 20 KB of text; the bucket's record holds its digest, by which the text is remembered.
 */
import { createHash } from "node:crypto";
import { BoundedCache } from "../../../kit/bounded-cache.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "./bucket-record.ts";
import { putBucket } from "./buckets.ts";
import { bucketPolicyKey } from "./keys.ts";

/** Texts by digest. The same string object each time lets others remember what they made of it. */
const KNOWN_MAX = 200;
const known = new BoundedCache<string, string>(KNOWN_MAX);

export function readBucketPolicy(reader: Reader, bucket: BucketRecord): string | undefined {
  const { policyDigest } = bucket;
  if (policyDigest === undefined) return undefined;
  const remembered = known.get(policyDigest);
  if (remembered !== undefined) return remembered;
  const bytes = reader.get(bucketPolicyKey(bucket.name));
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString("utf8");
  known.set(policyDigest, text);
  return text;
}

export function putBucketPolicyText(transaction: Transaction, bucket: BucketRecord, text: string): void {
  const policyDigest = createHash("sha256").update(text).digest("base64url");
  transaction.put(bucketPolicyKey(bucket.name), Buffer.from(text));
  putBucket(transaction, { ...bucket, policyDigest });
}

/** Removing what is not there is no error. */
export function removeBucketPolicy(transaction: Transaction, bucket: BucketRecord): void {
  if (bucket.policyDigest === undefined) return;
  transaction.delete(bucketPolicyKey(bucket.name));
  putBucket(transaction, { ...bucket, policyDigest: undefined });
}
