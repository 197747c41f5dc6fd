import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { showRule } from "../encryption/bucket-encryption.ts";
import { encryptionNotConfigured } from "../errors.ts";
import type { S3 } from "../s3.ts";

/**
 * What new objects of a bucket are sealed with. A bucket that was told nothing shows what the server does by itself: AES256 where it seals every object, else nothing.
 *
 * @throws {NoSuchBucket} 404  @throws {ServerSideEncryptionConfigurationNotFoundError} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html (read 2026-11-29)
 */
export const getBucketEncryption: Operation<typeof Sdk, "GetBucketEncryption", S3> = {
  access: (input) => [{ action: "s3:GetEncryptionConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const rule = await s3.records.read((reader) =>
      showRule(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner), s3.encryption.base),
    );
    if (rule === undefined) throw encryptionNotConfigured(input.Bucket);
    return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
  },
};
