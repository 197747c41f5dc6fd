import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { tooManyConfigurations } from "../errors.ts";
import { compareUtf8 } from "../listing/utf8-order.ts";
import { METRICS_CONFIGURATIONS_MAX } from "../metering/metering-limits.ts";
import { parseMetering, putMeterings, readMeterings } from "../metering/metrics-configuration.ts";
import type { S3 } from "../s3.ts";

/**
 * Adds a metrics configuration to a bucket, or replaces the one of its id. What it is for is counted from now on.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedXML} 400  @throws {InvalidArgument} 400
 * @throws {InvalidTag} 400  @throws {NoSuchBucket} 404  @throws {TooManyConfigurations} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html (read 2026-11-29; check order assumed)
 */
export const putBucketMetricsConfiguration: Operation<typeof Sdk, "PutBucketMetricsConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutMetricsConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const metering = parseMetering(input.Id, input.MetricsConfiguration);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const others = readMeterings(transaction, bucket).filter(({ id }) => id !== metering.id);
      if (others.length >= METRICS_CONFIGURATIONS_MAX) throw tooManyConfigurations();
      putMeterings(
        transaction,
        bucket,
        [...others, metering].toSorted((one, other) => compareUtf8(one.id, other.id)),
      );
    });
    await s3.requestMeter.refresh();
    return {};
  },
};
