import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openConfigured, requireVersion } from "../metadata-tables/open-configured.ts";
import { showFault } from "../metadata-tables/show-metadata.ts";
import type { S3 } from "../s3.ts";

/**
 * The journal of a bucket with the first version of the configuration, and how it is.
 *
 * @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404  @throws {MethodNotAllowed} 405 for the second version
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketMetadataTableConfiguration.html (read 2026-11-29)
 */
export const getBucketMetadataTableConfiguration: Operation<typeof Sdk, "GetBucketMetadataTableConfiguration", S3> = {
  access: (input) => [{ action: "s3:GetBucketMetadataTableConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const found = await s3.records.read((reader) => openConfigured(reader, input, context));
    requireVersion(found, 1, context);
    const { tableBucketArn, namespace, journal } = found.tables;
    // AWS: the ARN is that of a table by its id; what it is while the table could not be made is assumed.
    const TableArn = journal.arn ?? `${tableBucketArn}/table/`;
    const S3TablesDestinationResult = {
      TableBucketArn: tableBucketArn,
      TableName: journal.name,
      TableArn,
      TableNamespace: namespace,
    };
    return {
      GetBucketMetadataTableConfigurationResult: {
        MetadataTableConfigurationResult: { S3TablesDestinationResult },
        Status: journal.status,
        Error: showFault(journal.fault),
      },
    };
  },
};
