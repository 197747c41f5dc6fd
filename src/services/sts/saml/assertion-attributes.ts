/**
 * The attributes of an assertion that mean something to AWS: roles, the session's name, tags, source identity; and the condition keys `saml:*`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml (read 2026-11-23)
 */
import { createHash } from "node:crypto";
import { invalidIdentityToken } from "../errors.ts";
import type { PassedTags } from "../session-tags.ts";
import { type Assertion, invalidSamlResponse } from "./assertion.ts";

const PREFIX = "https://aws.amazon.com/SAML/Attributes/";
const PRINCIPAL_TAG = `${PREFIX}PrincipalTag:`;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** Whether the provider gives the subject this role: a value of `Role` pairs its ARN with the provider's, in either order. */
export function grantsRole({ attributes }: Assertion, roleArn: string, providerArn: string): boolean {
  const roles = attributes.get(`${PREFIX}Role`);
  if (roles === undefined || roles.length === 0) throw invalidSamlResponse();
  return roles.some((value) => {
    const parts = value.split(",").map((part) => part.trim());
    return parts.length === 2 && parts.includes(roleArn) && parts.includes(providerArn);
  });
}

/** @throws {ServiceError} InvalidIdentityToken when there is none, or it has characters that it may not have */
export function sessionNameOf({ attributes }: Assertion): string {
  const [name, ...more] = attributes.get(`${PREFIX}RoleSessionName`) ?? [];
  if (name === undefined || more.length > 0) throw invalidIdentityToken("RoleSessionName is required in AuthnResponse");
  if (!SESSION_NAME.test(name))
    throw invalidIdentityToken("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}");
  return name;
}

/** @throws {ServiceError} InvalidIdentityToken when it has characters that it may not have */
export function sourceIdentityOf({ attributes }: Assertion): string | undefined {
  const [identity] = attributes.get(`${PREFIX}SourceIdentity`) ?? [];
  if (identity !== undefined && (!SESSION_NAME.test(identity) || identity.startsWith("aws:")))
    throw invalidIdentityToken('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"');
  return identity;
}

export function tagsOf({ attributes }: Assertion): PassedTags {
  const tags = [...attributes].flatMap(([name, values]) =>
    name.startsWith(PRINCIPAL_TAG) ? [{ Key: name.slice(PRINCIPAL_TAG.length), Value: values[0] ?? "" }] : [],
  );
  return { Tags: tags, TransitiveTagKeys: attributes.get(`${PREFIX}TransitiveTagKeys`) ?? [] };
}

/** `NameQualifier`: with the subject it names one person of one provider of one account. */
export function nameQualifierOf({ issuer }: Assertion, providerArn: string): string {
  const { accountId, name } = providerNameOf(providerArn);
  return createHash("sha1").update(`${issuer}${accountId}/${name}`).digest("base64");
}

/** By the names that directories give to attributes. */
const DIRECTORY_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.1": "saml:edupersonaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.2": "saml:edupersonnickname",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.3": "saml:edupersonorgdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.4": "saml:edupersonorgunitdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.5": "saml:edupersonprimaryaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.6": "saml:edupersonprincipalname",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.7": "saml:edupersonentitlement",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.8": "saml:edupersonprimaryorgunitdn",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.9": "saml:edupersonscopedaffiliation",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.10": "saml:edupersontargetedid",
    "urn:oid:1.3.6.1.4.1.5923.1.1.1.11": "saml:edupersonassurance",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.2": "saml:eduorghomepageuri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.3": "saml:eduorgidentityauthnpolicyuri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.4": "saml:eduorglegalname",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.5": "saml:eduorgsuperioruri",
    "urn:oid:1.3.6.1.4.1.5923.1.2.1.6": "saml:eduorgwhitepagesuri",
    "urn:oid:2.5.4.3": "saml:cn",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name": "saml:name",
    "http://schemas.xmlsoap.org/claims/CommonName": "saml:commonName",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname": "saml:givenName",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname": "saml:surname",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": "saml:mail",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid": "saml:primaryGroupSID",
    "urn:oid:0.9.2342.19200300.100.1.1": "saml:uid",
    "urn:oid:0.9.2342.19200300.100.1.45": "saml:organizationStatus",
    "urn:oid:2.5.4.45": "saml:x500UniqueIdentifier",
  }),
);

export function samlConditions(
  assertion: Assertion,
  providerArn: string,
): Readonly<Record<string, string | readonly string[]>> {
  const { accountId, name } = providerNameOf(providerArn);
  const conditions: Record<string, string | readonly string[]> = {
    "saml:aud": assertion.recipient,
    "saml:iss": assertion.issuer,
    "saml:sub": assertion.subject,
    "saml:sub_type": assertion.subjectType,
    "saml:namequalifier": nameQualifierOf(assertion, providerArn),
    "saml:doc": `${accountId}/${name}`,
  };
  for (const [attribute, key] of DIRECTORY_KEYS) {
    const values = assertion.attributes.get(attribute);
    if (values !== undefined) conditions[key] = values;
  }
  return conditions;
}

function providerNameOf(providerArn: string): { readonly accountId: string; readonly name: string } {
  const [, , , , accountId = "", resource = ""] = providerArn.split(":");
  return { accountId, name: resource.slice(resource.indexOf("/") + 1) };
}
