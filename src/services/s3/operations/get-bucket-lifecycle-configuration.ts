import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchLifecycleConfiguration } from "../errors.ts";
import { lifecycles } from "../lifecycle/lifecycle-record.ts";
import { showRule } from "../lifecycle/show-lifecycle.ts";
import type { S3 } from "../s3.ts";

/**
 * @throws {NoSuchBucket} 404  @throws {NoSuchLifecycleConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html (read 2026-11-29)
 */
export const getBucketLifecycleConfiguration: Operation<typeof Sdk, "GetBucketLifecycleConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetLifecycleConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    return await s3.records.read((reader) => {
      const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const lifecycle = lifecycles.read(reader, bucket);
      if (lifecycle === undefined) throw noSuchLifecycleConfiguration(bucket.name);
      return { Rules: lifecycle.rules.map(showRule), TransitionDefaultMinimumObjectSize: lifecycle.minimumSize };
    });
  },
};
