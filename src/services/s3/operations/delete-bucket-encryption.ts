import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { bucketEncryptions } from "../encryption/bucket-encryption.ts";
import type { S3 } from "../s3.ts";

/**
 * Takes a bucket's default encryption away; once more is no error. Whether SSE-C is taken stays as it was said (assumed: AWS documents the reset of the default only).
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html (read 2026-11-29)
 */
export const deleteBucketEncryption: Operation<typeof Sdk, "DeleteBucketEncryption", S3> = {
  // AWS: there is no action of its own (API_DeleteBucketEncryption, Permissions).
  access: (input) => [{ action: "s3:PutEncryptionConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const blocksCustomerKeys = bucketEncryptions.read(transaction, bucket)?.blocksCustomerKeys;
      if (blocksCustomerKeys === undefined) bucketEncryptions.remove(transaction, bucket);
      else bucketEncryptions.put(transaction, bucket, { blocksCustomerKeys });
    });
    return {};
  },
};
