/**
 * The refusals of S3 Tables. Codes and statuses from the client's model; messages as recorded from the service where a test of another project has them (getmoto/moto
 * test_s3tables), else assumed.
 */
import { ServiceError } from "../../kit/errors.ts";

function refusal(status: number, code: string, message: string): ServiceError {
  return new ServiceError({ code, message, status });
}

export const badRequest = (message: string): ServiceError => refusal(400, "BadRequestException", message);
const notFound = (message: string): ServiceError => refusal(404, "NotFoundException", message);
export const conflict = (message: string): ServiceError => refusal(409, "ConflictException", message);

export const bucketNameInvalid = (): ServiceError => badRequest("The specified bucket name is not valid.");
export const namespaceNameInvalid = (): ServiceError => badRequest("The specified namespace name is not valid.");
export const tableNameInvalid = (): ServiceError => badRequest("The specified table name is not valid.");
export const arnInvalid = (): ServiceError => badRequest("The specified ARN is not valid.");
export const metadataLocationInvalid = (): ServiceError => badRequest("The specified metadata location is not valid.");
export const nothingToRename = (): ServiceError =>
  badRequest("Neither a new namespace name nor a new table name is specified.");

export const bucketNotFound = (): ServiceError => notFound("The specified bucket does not exist.");
export const namespaceNotFound = (): ServiceError => notFound("The specified namespace does not exist.");
export const destinationNamespaceNotFound = (): ServiceError =>
  notFound("The specified destination namespace does not exist.");
export const tableNotFound = (): ServiceError => notFound("The specified table does not exist.");
export const policyNotFound = (): ServiceError => notFound("The specified policy does not exist.");
export const encryptionNotFound = (): ServiceError =>
  notFound("The specified bucket does not have an encryption configuration.");

export const bucketExists = (): ServiceError =>
  conflict("The bucket that you tried to create already exists, and you own it.");
export const bucketNotEmpty = (): ServiceError => conflict("The bucket that you tried to delete is not empty.");
export const namespaceExists = (): ServiceError =>
  conflict("A namespace with an identical name already exists in the bucket.");
export const namespaceNotEmpty = (): ServiceError => conflict("The namespace that you tried to delete is not empty.");
export const tableExists = (): ServiceError =>
  conflict("A table with an identical name already exists in the namespace.");
export const versionTokenMismatch = (): ServiceError =>
  conflict("Provided version token does not match the table version token.");
export const managedTable = (): ServiceError =>
  refusal(405, "MethodNotAllowedException", "The specified method is not allowed against this resource.");
