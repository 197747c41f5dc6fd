import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

/**
 * Whether the tags of a bucket are condition keys.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAbac.html (read 2026-11-29)
 */
export const getBucketAbac: Operation<typeof Sdk, "GetBucketAbac", S3> = {
  access: (input) => [{ action: "s3:GetBucketAbac", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    return { AbacStatus: { Status: bucket.abac ?? "Disabled" } };
  },
};
