import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openOwnedBucket } from "../access/owned-bucket.ts";
import { noSuchBucketPolicy } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";

/**
 * The policy of a bucket, as it was put.
 *
 * @throws {NoSuchBucket} 404  @throws {MethodNotAllowed} 405 for callers of other accounts  @throws {NoSuchBucketPolicy} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html (read 2026-11-23)
 */
export const getBucketPolicy: Operation<typeof Sdk, "GetBucketPolicy", S3> = {
  access: (input) => [{ action: "s3:GetBucketPolicy", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const policy = await s3.records.read((reader) =>
      readBucketPolicy(reader, openOwnedBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (policy === undefined) throw noSuchBucketPolicy(input.Bucket);
    return { Policy: policy };
  },
};
