/**
 * What sessions of users may not be used for, whatever policies say. AWS: credentials of GetSessionToken cannot call IAM, unless an MFA code was given for
 * them, nor STS but for AssumeRole and GetCallerIdentity; those of GetFederationToken cannot call IAM, nor STS but for GetCallerIdentity. For IAM and
 * STS they are then keys of nobody (InvalidClientTokenId).
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html (read 2026-11-23)
 */
import type { SignedPrincipal } from "./principal.ts";

/** GetSessionToken and GetFederationToken refuse sessions in words of their own. */
const ANSWERED_BY_STS = ["GetCallerIdentity", "GetSessionToken", "GetFederationToken"];

/** @param service signing name */
export function sessionReaches(principal: SignedPrincipal, service: string, operation: string): boolean {
  if (principal.type === "assumed-role" || principal.session === undefined) return true;
  if (service === "iam") return principal.type !== "federated-user" && principal.session.mfaMs !== undefined;
  if (service !== "sts" || ANSWERED_BY_STS.includes(operation)) return true;
  return principal.type !== "federated-user" && operation === "AssumeRole";
}
