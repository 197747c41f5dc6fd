/** GetBucketLocation: a bucket's Region as a location constraint. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { GLOBAL_REGION } from "../buckets/location.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * The bucket's Region as a location constraint; works from every Region, because it is how clients find the right one.
 *
 * AWS: us-east-1 is the empty constraint, and a bucket created with the old name `EU` keeps showing it.
 *
 * @throws {NoSuchBucket} 404  @throws {AccessDenied} 403
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html (read 2026-11-22)
 */
export const getBucketLocation: Operation<typeof Sdk, "GetBucketLocation", S3> = {
  access: (input) => [{ action: "s3:GetBucketLocation", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucketAnywhere(reader, input.Bucket, input.ExpectedBucketOwner),
    );
    if (bucket.region === GLOBAL_REGION) return { LocationConstraint: undefined };
    return { LocationConstraint: (bucket.locationConstraint ?? bucket.region) as Sdk.BucketLocationConstraint };
  },
};
