import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { removeMetadataTables } from "../metadata-tables/metadata-record.ts";
import { openConfigured, requireVersion } from "../metadata-tables/open-configured.ts";
import type { S3 } from "../s3.ts";

/**
 * Ends the journal of a bucket with the first version of the configuration. The table stays.
 *
 * @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404  @throws {MethodNotAllowed} 405 for the second version
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketMetadataTableConfiguration.html (read 2026-11-29)
 */
export const deleteBucketMetadataTableConfiguration: Operation<
  typeof Sdk,
  "DeleteBucketMetadataTableConfiguration",
  S3
> = {
  access: (input) => [{ action: "s3:DeleteBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const found = openConfigured(transaction, input, context);
      requireVersion(found, 1, context);
      removeMetadataTables(transaction, found.bucket);
    });
    return {};
  },
};
