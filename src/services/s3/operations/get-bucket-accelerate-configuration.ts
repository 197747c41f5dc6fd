import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { acceleration } from "../buckets/acceleration.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * Whether transfer acceleration is enabled or suspended; nothing at all when it was never set.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html (read 2026-11-29)
 */
export const getBucketAccelerateConfiguration: Operation<typeof Sdk, "GetBucketAccelerateConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetAccelerateConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) =>
      acceleration.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    return { Status: found?.status };
  },
};
