import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { lifecycles } from "../lifecycle/lifecycle-record.ts";
import { removeProgress } from "../lifecycle/progress.ts";
import type { S3 } from "../s3.ts";

/**
 * Removes all lifecycle rules of a bucket; what they did stays done. Removing what is not there is no error.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html (read 2026-11-29)
 */
export const deleteBucketLifecycle: Operation<typeof Sdk, "DeleteBucketLifecycle", S3> = {
  access: (input) => [{ action: "s3:PutLifecycleConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      lifecycles.remove(transaction, bucket);
      removeProgress(transaction, bucket.name);
    });
    return {};
  },
};
