import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { readLogging } from "../logging/logging.ts";
import { showLogging } from "../logging/parse-logging.ts";
import type { S3 } from "../s3.ts";

/**
 * Where the calls to a bucket are logged; nothing when they are not.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html (read 2026-11-29)
 */
export const getBucketLogging: Operation<typeof Sdk, "GetBucketLogging", S3> = {
  access: (input) => [{ action: "s3:GetBucketLogging", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) =>
      readLogging(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    return showLogging(found);
  },
};
