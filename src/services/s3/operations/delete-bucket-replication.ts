import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { replicationSettings } from "../replication/rules.ts";
import type { S3 } from "../s3.ts";

/**
 * Ends the replication of a bucket. What waits is not replicated any more. Deleting what is not there succeeds.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketReplication.html (read 2026-11-29: the permission is that of putting it)
 */
export const deleteBucketReplication: Operation<typeof Sdk, "DeleteBucketReplication", S3> = {
  access: (input) => [{ action: "s3:PutReplicationConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      replicationSettings.remove(transaction, bucket);
    });
    return {};
  },
};
