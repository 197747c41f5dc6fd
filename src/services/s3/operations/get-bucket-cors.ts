import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchCorsConfiguration } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { corsRules, showCorsRules } from "../web/cors-rules.ts";

/**
 * The bucket's CORS rules, as they were put.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchCORSConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html (read 2026-11-29)
 */
export const getBucketCors: Operation<typeof Sdk, "GetBucketCors", S3> = {
  access: (input) => [{ action: "s3:GetBucketCORS", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) =>
      corsRules.read(reader, openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner)),
    );
    if (found === undefined) throw noSuchCorsConfiguration(input.Bucket);
    return { CORSRules: showCorsRules(found) };
  },
};
