import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchLockConfiguration } from "../lock/lock-errors.ts";
import { lockSettings, showLockSettings } from "../lock/lock-settings.ts";
import type { S3 } from "../s3.ts";

/**
 * Whether a bucket has Object Lock, and what its new objects get.
 *
 * @throws {NoSuchBucket} 404  @throws {ObjectLockConfigurationNotFoundError} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html (read 2026-11-29)
 */
export const getObjectLockConfiguration: Operation<typeof Sdk, "GetObjectLockConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetBucketObjectLockConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const settings = await s3.records.read((reader) =>
      lockSettings.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (settings === undefined) throw noSuchLockConfiguration(input.Bucket);
    return { ObjectLockConfiguration: showLockSettings(settings) };
  },
};
