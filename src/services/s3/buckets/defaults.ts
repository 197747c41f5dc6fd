/**
 * What a new bucket is born with. AWS changed the defaults of new buckets several times; programs and test suites written before expect the earlier ones, and on
 * AWS old buckets still have them.
 *
 * `2026`: Object Ownership BucketOwnerEnforced and all four Block Public Access settings on (April 2023), SSE-S3 as the default encryption (January 2023), SSE-C
 * blocked (April 2026). `legacy`: as before all of these: access control lists decide, nothing is blocked, no default encryption is shown, SSE-C is taken.
 *
 * A bucket remembers which it was, so that another setting later changes new buckets only.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-s3-c-encryption-setting-faq.html
 */
export const S3_DEFAULTS = ["2026", "legacy"] as const;

export type S3Defaults = (typeof S3_DEFAULTS)[number];

/** What the buckets of each account are born with. */
export type DefaultsOf = (accountId: string) => S3Defaults;

/** The part of a bucket's record. */
export interface BornWith {
  /** Left out for `2026`. */
  readonly defaults?: S3Defaults | undefined;
}

/** What this bucket was born with. */
export function defaultsOfBucket(bucket: BornWith): S3Defaults {
  return bucket.defaults ?? "2026";
}

export function bornWith(defaults: S3Defaults): BornWith {
  return defaults === "2026" ? {} : { defaults };
}
