import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { methodNotAllowed } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Removes all tags of a bucket.
 *
 * AWS: the permission is that of writing tags; there is no s3:DeleteBucketTagging (API_DeleteBucketTagging).
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html (read 2026-11-23)
 */
export const deleteBucketTagging: Operation<typeof Sdk, "DeleteBucketTagging", S3> = {
  access: (input) => [{ action: "s3:PutBucketTagging", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      // AWS: with attribute-based access control tags change by TagResource and UntagResource only (API_PutBucketAbac; code assumed).
      if (bucket.abac !== undefined) throw methodNotAllowed(context.method, "BUCKET");
      putBucket(transaction, { ...bucket, tags: undefined });
    });
    return {};
  },
};
