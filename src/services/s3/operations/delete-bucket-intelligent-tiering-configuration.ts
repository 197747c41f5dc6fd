import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { noSuchConfiguration } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { tieringConfigurations } from "../tiering/tiering-record.ts";

/**
 * @throws {NoSuchBucket} 404  @throws {NoSuchConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketIntelligentTieringConfiguration.html (read 2026-11-29)
 */
export const deleteBucketIntelligentTieringConfiguration: Operation<
  typeof Sdk,
  "DeleteBucketIntelligentTieringConfiguration",
  S3
> = {
  access: (input) => [{ action: "s3:PutIntelligentTieringConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const before = tieringConfigurations.read(transaction, bucket)?.list ?? [];
      const list = before.filter(({ id }) => id !== input.Id);
      if (list.length === before.length) throw noSuchConfiguration();
      if (list.length === 0) tieringConfigurations.remove(transaction, bucket);
      else tieringConfigurations.put(transaction, bucket, { list });
    });
    return {};
  },
};
