import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchConfiguration } from "../errors.ts";
import { putMeterings, readMeterings } from "../metering/metrics-configuration.ts";
import type { S3 } from "../s3.ts";

/**
 * Ends the counting for a configuration.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketMetricsConfiguration.html (read 2026-11-29)
 */
export const deleteBucketMetricsConfiguration: Operation<typeof Sdk, "DeleteBucketMetricsConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutMetricsConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const before = readMeterings(transaction, bucket);
      const after = before.filter(({ id }) => id !== input.Id);
      if (after.length === before.length) throw noSuchConfiguration();
      putMeterings(transaction, bucket, after);
    });
    await s3.requestMeter.refresh();
    return {};
  },
};
