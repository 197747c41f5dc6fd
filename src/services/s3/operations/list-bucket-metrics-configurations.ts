import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { configurationPage } from "../listing/configuration-page.ts";
import { readMeterings, showMetering } from "../metering/metrics-configuration.ts";
import type { S3 } from "../s3.ts";

/**
 * Lists the metrics configurations of a bucket by id, 100 a page.
 *
 * @throws {NoSuchBucket} 404  @throws {InvalidArgument} 400 for a token that is not ours
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketMetricsConfigurations.html (read 2026-11-29)
 */
export const listBucketMetricsConfigurations: Operation<typeof Sdk, "ListBucketMetricsConfigurations", S3> = {
  access: (input) => [{ action: "s3:GetMetricsConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const list = await s3.records.read((reader) =>
      readMeterings(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    const { shown, isTruncated, nextToken } = configurationPage(list, input.ContinuationToken);
    return {
      ContinuationToken: input.ContinuationToken,
      MetricsConfigurationList: shown.length === 0 ? undefined : shown.map(showMetering),
      IsTruncated: isTruncated,
      NextContinuationToken: nextToken,
    };
  },
};
