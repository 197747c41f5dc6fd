import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openOwnedBucket } from "../access/owned-bucket.ts";
import { noSuchBucketPolicy } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";

/**
 * The policy of a bucket, as it was put, but for users that have other names by now and users and roles that are gone.
 *
 * @throws {NoSuchBucket} 404  @throws {MethodNotAllowed} 405 for callers of other accounts  @throws {NoSuchBucketPolicy} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html (read 2026-11-23)
 */
export const getBucketPolicy: Operation<typeof Sdk, "GetBucketPolicy", S3> = {
  access: (input) => [{ action: "s3:GetBucketPolicy", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const principals = await s3.principals();
    const policy = await s3.records.read((reader) => {
      const bucket = openOwnedBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const kept = readBucketPolicy(reader, bucket);
      return kept === undefined ? undefined : principals.show(reader, kept);
    });
    if (policy === undefined) throw noSuchBucketPolicy(input.Bucket);
    return { Policy: policy };
  },
};
