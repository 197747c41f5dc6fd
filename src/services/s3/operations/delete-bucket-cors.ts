import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";
import { corsRules } from "../web/cors-rules.ts";

/**
 * Removes the bucket's CORS rules. Removing what is not there succeeds.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html (read 2026-11-29)
 */
export const deleteBucketCors: Operation<typeof Sdk, "DeleteBucketCors", S3> = {
  access: (input) => [{ action: "s3:PutBucketCORS", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      corsRules.remove(transaction, openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner));
    });
    return {};
  },
};
