import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { removeMetadataTables } from "../metadata-tables/metadata-record.ts";
import { openConfigured } from "../metadata-tables/open-configured.ts";
import type { S3 } from "../s3.ts";

/**
 * Ends the metadata tables of a bucket: nothing is written to them any more. The tables themselves stay, and must be deleted before they can be made again.
 *
 * @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketMetadataConfiguration.html (read 2026-11-29)
 */
export const deleteBucketMetadataConfiguration: Operation<typeof Sdk, "DeleteBucketMetadataConfiguration", S3> = {
  access: (input) => [{ action: "s3:DeleteBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) => {
      const { bucket } = openConfigured(transaction, input, context);
      removeMetadataTables(transaction, bucket);
    });
    return {};
  },
};
