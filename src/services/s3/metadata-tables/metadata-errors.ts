/** Refusals of S3 Metadata. The code for a missing configuration is hashicorp/terraform-provider-aws's; statuses and words are assumed. */
import { ServiceError } from "../../../kit/errors.ts";

export function metadataConfigurationNotFound(bucket: string): ServiceError {
  const message = "The metadata configuration does not exist.";
  return new ServiceError({
    status: 404,
    code: "MetadataConfigurationNotFound",
    message,
    fields: { BucketName: bucket },
  });
}

export function metadataConfigurationExists(bucket: string): ServiceError {
  const message = "A metadata configuration already exists for this bucket.";
  return new ServiceError({ status: 409, code: "InvalidBucketState", message, fields: { BucketName: bucket } });
}
