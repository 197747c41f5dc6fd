import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchConfiguration } from "../errors.ts";
import { readMeterings, showMetering } from "../metering/metrics-configuration.ts";
import type { S3 } from "../s3.ts";

/**
 * @throws {NoSuchBucket} 404  @throws {NoSuchConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketMetricsConfiguration.html (read 2026-11-29)
 */
export const getBucketMetricsConfiguration: Operation<typeof Sdk, "GetBucketMetricsConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetMetricsConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    return await s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const found = readMeterings(reader, bucket).find(({ id }) => id === input.Id);
      if (found === undefined) throw noSuchConfiguration();
      return { MetricsConfiguration: showMetering(found) };
    });
  },
};
