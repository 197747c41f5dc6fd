import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openConfigured } from "../metadata-tables/open-configured.ts";
import { showConfiguration } from "../metadata-tables/show-metadata.ts";
import type { S3 } from "../s3.ts";

/**
 * The metadata tables of a bucket and how they are, of either version of the configuration.
 *
 * @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketMetadataConfiguration.html (read 2026-11-29)
 */
export const getBucketMetadataConfiguration: Operation<typeof Sdk, "GetBucketMetadataConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const { tables } = await s3.records.read((reader) => openConfigured(reader, input, context));
    return { GetBucketMetadataConfigurationResult: { MetadataConfigurationResult: showConfiguration(tables) } };
  },
};
