/**
 * Refusals of replication configurations. The words are S3's where they are known.
 *
 * @see localstack/localstack tests/aws/services/s3/test_s3.snapshot.json (TestS3BucketReplication)
 */
import { ServiceError } from "../../../kit/errors.ts";
import { invalidRequest } from "../errors.ts";

export function replicationNotFound(bucket: string): ServiceError {
  const message = "The replication configuration was not found";
  const fields = { BucketName: bucket };
  return new ServiceError({ status: 404, code: "ReplicationConfigurationNotFoundError", message, fields });
}

export function sourceNeedsVersioning(): ServiceError {
  return invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration");
}

/** AWS: the same for a destination that is not there. */
export function destinationNeedsVersioning(): ServiceError {
  return invalidRequest("Destination bucket must have versioning enabled.");
}

/** An element that rules with a Filter must have. */
export function elementRequired(element: string): ServiceError {
  return invalidRequest(
    `${element} must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.`,
  );
}

/** An element that rules without a Filter cannot have. */
export function elementNotAllowed(element: string): ServiceError {
  return invalidRequest(
    `${element} cannot be used for this version of Cross Region Replication configuration schema. Please refer to S3 Developer Guide for more information.`,
  );
}

export function replicationKeepsVersioning(): ServiceError {
  const message =
    "A replication configuration is present on this bucket, so you cannot change the versioning state. To change the versioning state, first delete the replication configuration.";
  return new ServiceError({ status: 409, code: "InvalidBucketState", message });
}
