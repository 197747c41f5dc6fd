import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import type { S3 } from "../s3.ts";
import { parseWebsite, website } from "../web/website-configuration.ts";

/**
 * Replaces the bucket's website configuration.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum  @throws {InvalidDigest} 400 and {BadDigest} 400 for wrong ones
 * @throws {MalformedXML} 400  @throws {InvalidRequest} 400  @throws {InvalidArgument} 400, see parseWebsite  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html (read 2026-11-29)
 */
export const putBucketWebsite: Operation<typeof Sdk, "PutBucketWebsite", S3> = {
  access: (input) => [{ action: "s3:PutBucketWebsite", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const value = parseWebsite(input.WebsiteConfiguration);
    await s3.records.transact((transaction) => {
      website.put(transaction, openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner), value);
    });
    return {};
  },
};
