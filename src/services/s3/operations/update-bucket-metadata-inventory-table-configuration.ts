import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { updateCurrentTable } from "../metadata-tables/update-current-table.ts";
import type { S3 } from "../s3.ts";

/**
 * Turns the inventory table on or off. Turned off it stays as it is and is not written any more; to be turned on again it must have been deleted.
 *
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404
 * @throws {MethodNotAllowed} 405 for the first version of the configuration (assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateBucketMetadataInventoryTableConfiguration.html (read 2026-11-29)
 */
export const updateBucketMetadataInventoryTableConfiguration: Operation<
  typeof Sdk,
  "UpdateBucketMetadataInventoryTableConfiguration",
  S3
> = {
  access: (input) => [
    { action: "s3:UpdateBucketMetadataInventoryTableConfiguration", resource: bucketArn(input.Bucket) },
  ],
  async handle(input, context, s3) {
    const { ConfigurationState: state, EncryptionConfiguration: encryption } = input.InventoryTableConfiguration;
    await updateCurrentTable(s3, { input, kind: "inventory", state, encryption }, context);
    return {};
  },
};
