/**
 * The four settings of S3 Block Public Access on a bucket.
 *
 * AWS: all four are on for every bucket made since April 2023 (s3 user guide, access-control-block-public-access.html). Two of them speak of ACLs;
 * no bucket here takes a public ACL, so they are kept and shown and have nothing to do.
 */
import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import type { BucketRecord, PublicAccessBlock } from "../store/bucket-record.ts";

const ALL_ON: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

/** Undefined when the settings were deleted, or the bucket was born without. */
export function publicAccessBlockOf(bucket: BucketRecord): PublicAccessBlock | undefined {
  const { publicAccessBlock = defaultsOfBucket(bucket) === "legacy" ? "none" : ALL_ON } = bucket;
  return publicAccessBlock === "none" ? undefined : publicAccessBlock;
}

/** AWS: a setting that is left out is off (API_PublicAccessBlockConfiguration). */
export function readPublicAccessBlock(input: PublicAccessBlockConfiguration): PublicAccessBlock {
  return {
    blockPublicAcls: input.BlockPublicAcls === true,
    ignorePublicAcls: input.IgnorePublicAcls === true,
    blockPublicPolicy: input.BlockPublicPolicy === true,
    restrictPublicBuckets: input.RestrictPublicBuckets === true,
  };
}

export function showPublicAccessBlock(block: PublicAccessBlock): PublicAccessBlockConfiguration {
  return {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
}
