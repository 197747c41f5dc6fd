/**
 * The forms of principals: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { PrincipalElement } from "./policy-document.ts";
import { type Place, refuse } from "./read-statement.ts";

const ACCOUNT_ID = /^\d{12}$/;
const ACCOUNT_ARN = /^arn:aws[a-z-]*:iam::\d{12}:root$/;
const IDENTITY_ARN = /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/[\x21-\x29\x2b-\x3e\x40-\x7e]+$/;
const SESSION_ARN =
  /^arn:aws[a-z-]*:sts::\d{12}:(assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+|self)$/;
/** AWS: what becomes of an ARN whose user or role is deleted; and CloudFront's origin access identities. */
const UNIQUE_ID = /^A[A-Z]{3}[A-Z0-9]{12,124}$/;
const ORIGIN_ACCESS_IDENTITY = /^arn:aws[a-z-]*:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/;
const AWS_FORMS = [ACCOUNT_ID, ACCOUNT_ARN, IDENTITY_ARN, SESSION_ARN, UNIQUE_ID, ORIGIN_ACCESS_IDENTITY];

const SERVICE = /^[a-z0-9][a-z0-9.-]*\.(amazonaws\.com|amazonaws\.com\.cn|amazon\.com|aws\.internal)$/;
const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:(saml-provider|oidc-provider)\/[\x21-\x29\x2b-\x3e\x40-\x7e]+$/;
const PROVIDER_HOST = /^[a-zA-Z0-9][a-zA-Z0-9.-]*(\/[\x21-\x29\x2b-\x3e\x40-\x7e]*)?$/;
const CANONICAL_USER = /^[0-9a-f]{64}$/;

/** @throws {PolicySyntaxError} for the first name that cannot be a principal; `*` as a part of a name never can */
export function checkPrincipal(principal: PrincipalElement, place: Place): void {
  for (const name of principal.aws) {
    if (!AWS_FORMS.some((form) => form.test(name))) refuse(place, "principal", `"AWS":"${name}"`);
  }
  for (const name of principal.services) {
    if (!SERVICE.test(name)) refuse(place, "principal", `"SERVICE":"${name}"`);
  }
  for (const name of principal.federated) {
    if (!PROVIDER_ARN.test(name) && !PROVIDER_HOST.test(name)) refuse(place, "principal", `"FEDERATED":"${name}"`);
  }
  for (const name of principal.canonicalUsers) {
    if (!CANONICAL_USER.test(name)) refuse(place, "principal", `"CANONICALUSER":"${name}"`);
  }
}
