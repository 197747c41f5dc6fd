/**
 * KMS's refusals in KMS's words. Messages as recorded answers of the service show them ("Key '...' does not exist", "... is disabled.",
 * "Algorithm ... is incompatible with key spec ..."); sources are in README.md. Every client fault of AWS JSON 1.1 is HTTP 400.
 */
import { AuthError, ServiceError } from "../../kit/errors.ts";

function refusal(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, status: 400 });
}

export const validation = (message: string): ServiceError => refusal("ValidationException", message);

/** A member that breaks a constraint of the model. `value` is left out of the message for bytes, as AWS does. */
export function constraint(member: string, value: string | undefined, rule: string): ServiceError {
  const shown = value === undefined ? "" : ` '${value}'`;
  return validation(
    `1 validation error detected: Value${shown} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );
}

export const keyNotFound = (arn: string): ServiceError => refusal("NotFoundException", `Key '${arn}' does not exist`);
export const invalidKeyId = (text: string): ServiceError => refusal("NotFoundException", `Invalid keyId '${text}'`);
export const invalidArnRegion = (region: string): ServiceError => refusal("NotFoundException", `Invalid arn ${region}`);
export const aliasNotFound = (arn: string): ServiceError => refusal("NotFoundException", `Alias ${arn} is not found.`);
export const notFound = (message: string): ServiceError => refusal("NotFoundException", message);
export const invalidPrincipalArn = (text: string): ServiceError =>
  refusal("InvalidArnException", `ARN does not refer to a valid principal: ${text}`);
export const invalidArn = (text: string): ServiceError => refusal("InvalidArnException", `Invalid arn ${text}`);

export const disabled = (arn: string): ServiceError => refusal("DisabledException", `${arn} is disabled.`);
export const invalidState = (message: string): ServiceError => refusal("KMSInvalidStateException", message);

export const keyUsageRefused = (arn: string, usage: string, operation: string): ServiceError =>
  refusal("InvalidKeyUsageException", `${arn} key usage is ${usage} which is not valid for ${operation}.`);
export const invalidKeyUsage = (message: string): ServiceError => refusal("InvalidKeyUsageException", message);
export const algorithmRefused = (algorithm: string, spec: string): ServiceError =>
  invalidKeyUsage(`Algorithm ${algorithm} is incompatible with key spec ${spec}.`);

export const incorrectKey = (): ServiceError =>
  refusal(
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation.",
  );
// AWS: these three come without a message (recorded answers).
export const invalidCiphertext = (): ServiceError => refusal("InvalidCiphertextException", "");
export const invalidSignature = (): ServiceError => refusal("KMSInvalidSignatureException", "");
export const invalidMac = (): ServiceError => refusal("KMSInvalidMacException", "");

/** For ciphertexts that name a key which is not here; AWS does not tell whether it ever was. */
export const ciphertextKeyRefused = (): ServiceError =>
  refusal(
    "AccessDeniedException",
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
  );

/** Operations that AWS keeps within one account, asked for a key of another. */
export const otherAccountRefused = (caller: string, action: string, arn: string): AuthError =>
  new AuthError({
    code: "AccessDeniedException",
    status: 400,
    message: `User: ${caller} is not authorized to perform: ${action} on resource: ${arn}`,
  });

export const dryRun = (): ServiceError =>
  refusal("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.");

export const alreadyExists = (message: string): ServiceError => refusal("AlreadyExistsException", message);
export const limitExceeded = (message: string): ServiceError => refusal("LimitExceededException", message);
export const unsupported = (message: string): ServiceError => refusal("UnsupportedOperationException", message);
export const originRefused = (arn: string, origin: string): ServiceError =>
  unsupported(`${arn} origin is ${origin} which is not valid for this operation.`);
export const malformedPolicy = (message: string): ServiceError => refusal("MalformedPolicyDocumentException", message);
export const invalidAliasName = (message: string): ServiceError => refusal("InvalidAliasNameException", message);
export const invalidMarker = (): ServiceError => refusal("InvalidMarkerException", "The marker is not valid.");
export const invalidGrantToken = (): ServiceError =>
  refusal("InvalidGrantTokenException", "The grant token is not valid.");
export const invalidGrantId = (): ServiceError => refusal("InvalidGrantIdException", "The grant ID is not valid.");
export const tagRefused = (message: string): ServiceError => refusal("TagException", message);
export const invalidImportToken = (): ServiceError =>
  refusal("InvalidImportTokenException", "The import token is not valid for this key.");
export const expiredImportToken = (): ServiceError =>
  refusal("ExpiredImportTokenException", "The import token has expired.");
export const incorrectKeyMaterial = (message: string): ServiceError =>
  refusal("IncorrectKeyMaterialException", message);
