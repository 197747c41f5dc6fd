/** GetBucketVersioning: a bucket's versioning state. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { S3 } from "../s3.ts";

const STATUS = { off: undefined, enabled: "Enabled", suspended: "Suspended" } as const;

/**
 * The bucket's versioning state; nothing at all when it was never enabled. AWS: MFA delete is shown once it was configured.
 *
 * @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html (read 2026-11-22)
 */
export const getBucketVersioning: Operation<typeof Sdk, "GetBucketVersioning", S3> = {
  access: (input) => [{ action: "s3:GetBucketVersioning", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    return { Status: STATUS[bucket.versioning], MFADelete: bucket.mfaDelete };
  },
};
