import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchTagSet } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { showTagSet } from "../tagging/tag-set.ts";

/**
 * The tags of a bucket.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchTagSet} 404 when there are none
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html (read 2026-11-23)
 */
export const getBucketTagging: Operation<typeof Sdk, "GetBucketTagging", S3> = {
  access: (input) => [{ action: "s3:GetBucketTagging", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const { tags } = await s3.records.read((reader) =>
      openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner),
    );
    if (tags === undefined) throw noSuchTagSet(input.Bucket);
    return { TagSet: showTagSet(tags) };
  },
};
