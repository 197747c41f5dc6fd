import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchConfiguration } from "../errors.ts";
import { putInventories, readInventories, removeInventoryRun } from "../reports/inventory.ts";
import type { S3 } from "../s3.ts";

/**
 * Ends an inventory; its reports stay.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketInventoryConfiguration.html (read 2026-11-29)
 */
export const deleteBucketInventoryConfiguration: Operation<typeof Sdk, "DeleteBucketInventoryConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutInventoryConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const before = readInventories(transaction, bucket);
      const after = before.filter(({ id }) => id !== input.Id);
      if (after.length === before.length) throw noSuchConfiguration();
      putInventories(transaction, bucket, after);
      removeInventoryRun(transaction, bucket.name, input.Id);
    });
    return {};
  },
};
