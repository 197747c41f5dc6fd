import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * Who pays for requests to a bucket.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html (read 2026-11-29)
 */
export const getBucketRequestPayment: Operation<typeof Sdk, "GetBucketRequestPayment", S3> = {
  access: (input) => [{ action: "s3:GetBucketRequestPayment", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    return { Payer: bucket.requestPayer ?? "BucketOwner" };
  },
};
