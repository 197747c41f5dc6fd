import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { isPublicPolicy } from "../access/check-bucket-policy.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchBucketPolicy } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";

/**
 * Whether the policy of a bucket makes it public.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchBucketPolicy} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html (read 2026-11-23)
 */
export const getBucketPolicyStatus: Operation<typeof Sdk, "GetBucketPolicyStatus", S3> = {
  access: (input) => [{ action: "s3:GetBucketPolicyStatus", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const policy = await s3.records.read((reader) =>
      readBucketPolicy(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (policy === undefined) throw noSuchBucketPolicy(input.Bucket);
    return { PolicyStatus: { IsPublic: isPublicPolicy(policy) } };
  },
};
