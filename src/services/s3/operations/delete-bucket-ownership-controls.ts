import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Removes the ownership controls of a bucket: objects are their writers' again, and lists decide. Removing what is not there is no error.
 *
 * AWS: the permission is that of writing them; there is no s3:DeleteBucketOwnershipControls (API_DeleteBucketOwnershipControls).
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html (read 2026-11-29)
 */
export const deleteBucketOwnershipControls: Operation<typeof Sdk, "DeleteBucketOwnershipControls", S3> = {
  access: (input) => [{ action: "s3:PutBucketOwnershipControls", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      putBucket(transaction, { ...bucket, objectOwnership: "none" });
    });
    return {};
  },
};
