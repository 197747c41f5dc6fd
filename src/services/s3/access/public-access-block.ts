/**
 * The four settings of S3 Block Public Access, on a bucket and on its whole account. The most restrictive of both hold.
 *
 * AWS: all four are on for every bucket made since April 2023 (s3 user guide, access-control-block-public-access.html).
 */
import type { PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import type { Reader } from "../../../storage/record-store.ts";
import { accountBlockKey } from "../store/keys.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import type { BucketRecord, PublicAccessBlock } from "../store/bucket-record.ts";

export const ALL_ON: PublicAccessBlock = {
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

/** Undefined when the account has none. */
export function readAccountBlock(reader: Reader, accountId: string): PublicAccessBlock | undefined {
  const bytes = reader.get(accountBlockKey(accountId));
  return bytes === undefined ? undefined : decodeRecord<PublicAccessBlock>(bytes);
}

/** What holds for a bucket. The account's settings cost a read, so this is asked only where something public is at stake. */
export function effectiveBlockOf(reader: Reader, bucket: BucketRecord): PublicAccessBlock {
  const own = publicAccessBlockOf(bucket);
  const ofAccount = readAccountBlock(reader, bucket.accountId);
  const isOn = (setting: keyof PublicAccessBlock): boolean => own?.[setting] === true || ofAccount?.[setting] === true;
  return {
    blockPublicAcls: isOn("blockPublicAcls"),
    ignorePublicAcls: isOn("ignorePublicAcls"),
    blockPublicPolicy: isOn("blockPublicPolicy"),
    restrictPublicBuckets: isOn("restrictPublicBuckets"),
  };
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
