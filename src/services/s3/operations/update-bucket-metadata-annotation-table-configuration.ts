import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { updateCurrentTable } from "../metadata-tables/update-current-table.ts";
import type { S3 } from "../s3.ts";
import { passRole } from "./create-bucket-metadata-configuration.ts";

/**
 * Turns the annotation table on or off, or gives it another role. Turned off it stays as it is and is not written any more.
 *
 * @throws {MalformedXML} 400  @throws {InvalidArgument} 400  @throws {NoSuchBucket} 404  @throws {MetadataConfigurationNotFound} 404
 * @throws {MethodNotAllowed} 405 for the first version of the configuration (assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateBucketMetadataAnnotationTableConfiguration.html (read 2026-11-29)
 */
export const updateBucketMetadataAnnotationTableConfiguration: Operation<
  typeof Sdk,
  "UpdateBucketMetadataAnnotationTableConfiguration",
  S3
> = {
  access: (input) => [
    { action: "s3:UpdateBucketMetadataAnnotationTableConfiguration", resource: bucketArn(input.Bucket) },
    ...passRole(input.AnnotationTableConfiguration?.Role),
  ],
  async handle(input, context, s3) {
    const asked = input.AnnotationTableConfiguration;
    const { ConfigurationState: state, EncryptionConfiguration: encryption, Role: role } = asked;
    await updateCurrentTable(s3, { input, kind: "annotation", state, encryption, role }, context);
    return {};
  },
};
