/** STS: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-sts";
import { notImplemented, type OperationTable } from "../../kit/operation.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import type { Sts } from "./sts.ts";

const NEEDS_ROLES = notImplemented("there are no IAM roles yet that could be assumed");
const NEEDS_SESSIONS = notImplemented("temporary credentials come with the identity service");

export const stsOperations: OperationTable<typeof Sdk, Sts> = {
  AssumeRole: NEEDS_ROLES,
  AssumeRoleWithSAML: NEEDS_ROLES,
  AssumeRoleWithWebIdentity: NEEDS_ROLES,
  AssumeRoot: notImplemented("there is no organization whose member accounts could be managed"),
  DecodeAuthorizationMessage: notImplemented("no service encodes its authorization messages yet"),
  GetAccessKeyInfo: notImplemented("keys are looked up by the identity service, which is not there yet"),
  GetCallerIdentity: getCallerIdentity,
  GetDelegatedAccessToken: NEEDS_SESSIONS,
  GetFederationToken: NEEDS_SESSIONS,
  GetSessionToken: NEEDS_SESSIONS,
  GetWebIdentityToken: NEEDS_SESSIONS,
};
