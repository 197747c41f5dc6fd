/**
 * STS's refusals in STS's words. Codes and statuses from the API reference and the SDK's model; messages as seen in public transcripts of the
 * service, "assumed" where none was found.
 */
import { AuthError, ServiceError } from "../../kit/errors.ts";

function refusal(code: string, status: number, message: string): ServiceError {
  return new ServiceError({ code, status, message });
}

function denied(message: string): ServiceError {
  return new AuthError({ code: "AccessDenied", status: 403, message });
}

export const validationError = (message: string): ServiceError => refusal("ValidationError", 400, message);
export const invalidParameterValue = (message: string): ServiceError => refusal("InvalidParameterValue", 400, message);
export const malformedPolicyDocument = (message: string): ServiceError =>
  refusal("MalformedPolicyDocument", 400, message);

/** There is no such role, or its trust policy does not let this caller have it: AWS says the same of both. */
export const mayNotAssume = (caller: string, roleArn: string): ServiceError =>
  denied(
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn} because no role trust policy allows the sts:AssumeRole action`,
  );
/** The same for callers that an identity provider vouches for. */
export const mayNotFederate = (action: string): ServiceError => denied(`Not authorized to perform ${action}`);
export const rootAssumesNothing = (): ServiceError => denied("Roles may not be assumed by root accounts.");
export const sessionMayNotCall = (operation: string): ServiceError =>
  denied(`Cannot call ${operation} with session credentials`);

export const mfaIncomplete = (): ServiceError =>
  denied("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
export const mfaFailed = (): ServiceError =>
  denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ");
/** Nobody who has an MFA device calls: a role's session, a federated user. */
export const mfaImpossible = (): ServiceError =>
  denied(
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
  );

export const longerThanRole = (): ServiceError =>
  validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
export const longerThanChain = (): ServiceError =>
  validationError("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.");

/** `percent` of the room that a token has. */
export const packedTooLarge = (what: "tags" | "policy", percent: number): ServiceError =>
  refusal(
    "PackedPolicyTooLarge",
    400,
    what === "tags"
      ? `Packed size of session tags consumes ${percent}% of allotted space.`
      : `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
  );

export const invalidIdentityToken = (message: string): ServiceError => refusal("InvalidIdentityToken", 400, message);
export const expiredIdentityToken = (message: string): ServiceError => refusal("ExpiredTokenException", 400, message);
export const rejectedClaim = (): ServiceError =>
  refusal("IDPRejectedClaim", 403, "The identity provider (IdP) reported that authentication failed.");
// AWS: the description of IDPCommunicationErrorException in the API reference; the service's own text was not found.
export const providerUnreachable = (): ServiceError =>
  refusal(
    "IDPCommunicationError",
    400,
    "The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.",
  );
export const invalidAuthorizationMessage = (): ServiceError =>
  refusal("InvalidAuthorizationMessageException", 400, "Message is not valid");
