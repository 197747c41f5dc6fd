/**
 * Athena's refusals in Athena's words. Shapes from the client's model; `AthenaErrorCode` values and messages as public transcripts
 * of the service show them.
 */
import { ServiceError } from "../../kit/errors.ts";

export type AthenaErrorCode = "INVALID_INPUT" | "MALFORMED_QUERY" | "NOT_SUPPORTED";

export function invalidRequest(message: string, athenaErrorCode: AthenaErrorCode = "INVALID_INPUT"): ServiceError {
  return new ServiceError({
    code: "InvalidRequestException",
    message,
    status: 400,
    fields: { Message: message, AthenaErrorCode: athenaErrorCode },
  });
}

export function resourceNotFound(message: string, resourceName: string): ServiceError {
  return new ServiceError({
    code: "ResourceNotFoundException",
    message,
    status: 400,
    fields: { Message: message, ResourceName: resourceName },
  });
}

export function metadataFailure(message: string): ServiceError {
  return new ServiceError({ code: "MetadataException", message, status: 400, fields: { Message: message } });
}

export function tooManyQueries(message: string): ServiceError {
  return new ServiceError({
    code: "TooManyRequestsException",
    message,
    status: 400,
    fields: { Message: message, Reason: "CONCURRENT_QUERY_LIMIT_EXCEEDED" },
  });
}

export const workGroupNotFound = (name: string): ServiceError => invalidRequest(`WorkGroup ${name} is not found.`);
export const executionNotFound = (id: string): ServiceError => invalidRequest(`QueryExecution ${id} was not found`);
export const namedQueryNotFound = (id: string): ServiceError => invalidRequest(`NamedQuery ${id} was not found`);
export const dataCatalogNotFound = (name: string): ServiceError => invalidRequest(`Data catalog ${name} was not found`);
// AWS: https://github.com/awslabs/amazon-s3-find-and-forget/issues/290 has the words.
export const resultsOutOfReach = (): ServiceError =>
  invalidRequest(
    "You do not seem to have access to the S3 location of your query results. Please confirm your account has access to the S3 location where your query results are saved and try again. If specifying an expected bucket owner, confirm the bucket is owned by the expected account. If you are using KMS to encrypt query results, please ensure you have permission to access your KMS key. If you continue to see this issue, please contact customer support.",
  );
