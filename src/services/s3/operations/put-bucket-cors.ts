import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import type { S3 } from "../s3.ts";
import { parseCorsRules, corsRules } from "../web/cors-rules.ts";

/**
 * Replaces the bucket's CORS rules.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum  @throws {InvalidDigest} 400 and {BadDigest} 400 for wrong ones
 * @throws {MalformedXML} 400  @throws {InvalidRequest} 400, see parseCorsRules  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html (read 2026-11-29)
 */
export const putBucketCors: Operation<typeof Sdk, "PutBucketCors", S3> = {
  access: (input) => [{ action: "s3:PutBucketCORS", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const value = parseCorsRules(input.CORSConfiguration.CORSRules);
    await s3.records.transact((transaction) => {
      corsRules.put(transaction, openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner), value);
    });
    return {};
  },
};
