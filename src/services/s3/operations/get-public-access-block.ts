import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { publicAccessBlockOf, showPublicAccessBlock } from "../access/public-access-block.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchPublicAccessBlock } from "../errors.ts";
import type { S3 } from "../s3.ts";

/**
 * The Block Public Access settings of a bucket.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchPublicAccessBlockConfiguration} 404 after they were deleted
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html (read 2026-11-23)
 */
export const getPublicAccessBlock: Operation<typeof Sdk, "GetPublicAccessBlock", S3> = {
  access: (input) => [{ action: "s3:GetBucketPublicAccessBlock", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const bucket = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    const block = publicAccessBlockOf(bucket);
    if (block === undefined) throw noSuchPublicAccessBlock(input.Bucket);
    return { PublicAccessBlockConfiguration: showPublicAccessBlock(block) };
  },
};
