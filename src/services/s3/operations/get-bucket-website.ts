import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchWebsiteConfiguration } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { website, showWebsite } from "../web/website-configuration.ts";

/**
 * The bucket's website configuration, as it was put.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchWebsiteConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html (read 2026-11-29)
 */
export const getBucketWebsite: Operation<typeof Sdk, "GetBucketWebsite", S3> = {
  access: (input) => [{ action: "s3:GetBucketWebsite", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) =>
      website.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (found === undefined) throw noSuchWebsiteConfiguration(input.Bucket);
    return showWebsite(found);
  },
};
