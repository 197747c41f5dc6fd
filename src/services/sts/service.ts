/** STS: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-sts";
import { notImplemented, type OperationTable } from "../../kit/operation.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { assumeRoleWithSaml } from "./operations/assume-role-with-saml.ts";
import { assumeRoleWithWebIdentity } from "./operations/assume-role-with-web-identity.ts";
import { decodeAuthorizationMessage } from "./operations/decode-authorization-message.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getFederationToken } from "./operations/get-federation-token.ts";
import { getSessionToken } from "./operations/get-session-token.ts";
import type { Sts } from "./sts.ts";

export const stsOperations: OperationTable<typeof Sdk, Sts> = {
  AssumeRole: assumeRole,
  AssumeRoleWithSAML: assumeRoleWithSaml,
  AssumeRoleWithWebIdentity: assumeRoleWithWebIdentity,
  AssumeRoot: notImplemented(
    "root access to member accounts is not managed centrally here: their root users have keys of their own",
  ),
  DecodeAuthorizationMessage: decodeAuthorizationMessage,
  GetAccessKeyInfo: getAccessKeyInfo,
  GetCallerIdentity: getCallerIdentity,
  GetDelegatedAccessToken: notImplemented("there is no AWS Partner Central product that could be given access"),
  GetFederationToken: getFederationToken,
  GetSessionToken: getSessionToken,
  GetWebIdentityToken: notImplemented("this installation is no OpenID Connect provider whose tokens others would take"),
};
