import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Removes the Block Public Access settings of a bucket: none of them holds any more.
 *
 * AWS: the permission is that of writing them; there is no s3:DeleteBucketPublicAccessBlock (API_DeletePublicAccessBlock).
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html (read 2026-11-23)
 */
export const deletePublicAccessBlock: Operation<typeof Sdk, "DeletePublicAccessBlock", S3> = {
  access: (input) => [{ action: "s3:PutBucketPublicAccessBlock", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      putBucket(transaction, { ...bucket, publicAccessBlock: "none" });
    });
    return {};
  },
};
