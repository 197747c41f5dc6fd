import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { acceleration } from "../buckets/acceleration.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { invalidRequest, malformedXml } from "../errors.ts";
import type { S3 } from "../s3.ts";

/**
 * Enables or suspends transfer acceleration. Once set it cannot be unset, as on AWS.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedXML} 400 for another status
 * @throws {NoSuchBucket} 404  @throws {InvalidRequest} 400 for a bucket whose name has dots
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAccelerateConfiguration.html (read 2026-11-29; check order assumed)
 */
export const putBucketAccelerateConfiguration: Operation<typeof Sdk, "PutBucketAccelerateConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutAccelerateConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { Status: status } = input.AccelerateConfiguration;
    if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (bucket.name.includes("."))
        throw invalidRequest("S3 Transfer Acceleration is not supported for buckets with periods (.) in their names");
      acceleration.put(transaction, bucket, { status });
    });
    return {};
  },
};
