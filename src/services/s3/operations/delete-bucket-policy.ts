import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openOwnedBucket } from "../access/owned-bucket.ts";
import type { S3 } from "../s3.ts";
import { removeBucketPolicy } from "../store/bucket-policy.ts";

/**
 * Removes the policy of a bucket; a bucket without one is no error.
 *
 * @throws {NoSuchBucket} 404  @throws {MethodNotAllowed} 405 for callers of other accounts
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html (read 2026-11-23)
 */
export const deleteBucketPolicy: Operation<typeof Sdk, "DeleteBucketPolicy", S3> = {
  access: (input) => [{ action: "s3:DeleteBucketPolicy", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) =>
      removeBucketPolicy(transaction, openOwnedBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    return {};
  },
};
