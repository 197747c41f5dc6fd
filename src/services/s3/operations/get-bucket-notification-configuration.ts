import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { notification } from "../events/notification.ts";
import { showNotification } from "../events/parse-notification.ts";
import type { S3 } from "../s3.ts";

/**
 * The rules of a bucket; an empty document when it has none.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html (read 2026-11-29)
 */
export const getBucketNotificationConfiguration: Operation<typeof Sdk, "GetBucketNotificationConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetBucketNotification", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) =>
      notification.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    return showNotification(found);
  },
};
