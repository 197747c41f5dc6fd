/**
 * IAM's refusals in IAM's words. Codes and statuses from the API reference; messages as seen in public transcripts of the service.
 */
import { AuthError, ServiceError } from "../../kit/errors.ts";

function refusal(code: string, status: number, message: string): ServiceError {
  return new ServiceError({ code, status, message });
}

export const noSuchEntity = (message: string): ServiceError => refusal("NoSuchEntity", 404, message);
export const userNotFound = (name: string): ServiceError => noSuchEntity(`The user with name ${name} cannot be found.`);
export const groupNotFound = (name: string): ServiceError =>
  noSuchEntity(`The group with name ${name} cannot be found.`);
export const roleNotFound = (name: string): ServiceError => noSuchEntity(`The role with name ${name} cannot be found.`);
export const instanceProfileNotFound = (name: string): ServiceError =>
  noSuchEntity(`Instance Profile ${name} cannot be found.`);
export const policyNotFound = (arn: string): ServiceError => noSuchEntity(`Policy ${arn} was not found.`);
export const policyNotAttachable = (arn: string): ServiceError =>
  noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
export const policyVersionNotFound = (arn: string, versionId: string): ServiceError =>
  noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`);
export const inlinePolicyNotFound = (kind: string, name: string): ServiceError =>
  noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`);
export const accessKeyNotFound = (id: string): ServiceError =>
  noSuchEntity(`The Access Key with id ${id} cannot be found.`);

export const entityAlreadyExists = (message: string): ServiceError => refusal("EntityAlreadyExists", 409, message);
export const deleteConflict = (message: string): ServiceError => refusal("DeleteConflict", 409, message);
export const limitExceeded = (message: string): ServiceError => refusal("LimitExceeded", 409, message);
/** `quota` as the service names it (`AccessKeysPerUser`). */
export const quotaExceeded = (quota: string, limit: number): ServiceError =>
  limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
export const invalidInput = (message: string): ServiceError => refusal("InvalidInput", 400, message);
export const validationError = (message: string): ServiceError => refusal("ValidationError", 400, message);
export const malformedPolicyDocument = (message: string): ServiceError =>
  refusal("MalformedPolicyDocument", 400, message);
export const policyNotAttachableHere = (message: string): ServiceError => refusal("PolicyNotAttachable", 400, message);
export const unmodifiableRole = (name: string): ServiceError =>
  refusal(
    "UnmodifiableEntity",
    400,
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
  );

/** What is AWS's own cannot be changed, whoever asks and whatever policies say. */
export function notOfThisAccount(callerArn: string, action: string, policyArn: string): ServiceError {
  return new AuthError({
    code: "AccessDenied",
    status: 403,
    message: `User: ${callerArn} is not authorized to perform: ${action} on resource: policy ${policyArn}`,
  });
}
