/** HeadBucket: whether a bucket is there and where. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { isAlias } from "../access-points/access-point-name.ts";
import { throughOf } from "../access-points/through.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { directoryBucketArn } from "../express/directory-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * Whether a bucket is there and may be used, and in which Region it is.
 *
 * AWS: BucketArn and the location members are answered for directory buckets only.
 *
 * @throws {NoSuchBucket} 404  @throws {PermanentRedirect} 301  @throws {AccessDenied} 403; all without a body
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html (read 2026-11-22)
 */
export const headBucket: Operation<typeof Sdk, "HeadBucket", S3> = {
  access: (input) => [{ action: "s3:ListBucket", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    const { region: BucketRegion, zone } = bucket;
    if (zone === undefined) return { BucketRegion, AccessPointAlias: isAlias(throughOf(input)?.target?.text ?? "") };
    const BucketArn = directoryBucketArn(bucket);
    return { BucketRegion, BucketArn, BucketLocationType: "AvailabilityZone", BucketLocationName: zone };
  },
};
