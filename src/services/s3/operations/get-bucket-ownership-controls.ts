import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { ownershipControlsOf } from "../access/object-ownership.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { ownershipControlsNotFound } from "../errors.ts";
import type { S3 } from "../s3.ts";

/**
 * Object Ownership of a bucket.
 *
 * @throws {NoSuchBucket} 404  @throws {OwnershipControlsNotFoundError} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html (read 2026-11-29)
 */
export const getBucketOwnershipControls: Operation<typeof Sdk, "GetBucketOwnershipControls", S3> = {
  access: (input) => [{ action: "s3:GetBucketOwnershipControls", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    const ObjectOwnership = ownershipControlsOf(bucket);
    if (ObjectOwnership === undefined) throw ownershipControlsNotFound(input.Bucket);
    return { OwnershipControls: { Rules: [{ ObjectOwnership }] } };
  },
};
