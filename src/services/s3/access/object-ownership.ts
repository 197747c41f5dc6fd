/**
 * Object Ownership: whether access control lists decide in a bucket, and who owns an object that another account wrote.
 *
 * AWS: BucketOwnerEnforced disables ACLs, for objects that were written before it too; BucketOwnerPreferred gives the bucket's owner what is written with the
 * canned ACL bucket-owner-full-control; ObjectWriter, which is also what holds without ownership controls, leaves objects to their writers
 * (s3 user guide, about-object-ownership.html, read 2026-11-29).
 */
import { defaultsOfBucket } from "../buckets/defaults.ts";
import type { BucketRecord, ObjectOwnership } from "../store/bucket-record.ts";

/** As GetBucketOwnershipControls shows it; undefined when there are none. */
export function ownershipControlsOf(bucket: BucketRecord): ObjectOwnership | undefined {
  const { objectOwnership = defaultsOfBucket(bucket) === "legacy" ? "none" : "BucketOwnerEnforced" } = bucket;
  return objectOwnership === "none" ? undefined : objectOwnership;
}

export function objectOwnershipOf(bucket: BucketRecord): ObjectOwnership {
  return ownershipControlsOf(bucket) ?? "ObjectWriter";
}

/** Whether access control lists are looked at. In most buckets they are not. */
export function hasAcls(bucket: BucketRecord): boolean {
  return objectOwnershipOf(bucket) !== "BucketOwnerEnforced";
}

/** The account that owns an object or an upload of this bucket today. */
export function ownerOfObject(
  bucket: BucketRecord,
  { ownerAccountId }: { readonly ownerAccountId?: string | undefined },
): string {
  return ownerAccountId !== undefined && hasAcls(bucket) ? ownerAccountId : bucket.accountId;
}
