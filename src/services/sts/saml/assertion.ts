/**
 * What an assertion says, and whether it may be used here and now.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html (read 2026-11-23)
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html (messages; read 2026-11-23)
 */
import { expiredIdentityToken, invalidIdentityToken } from "../errors.ts";
import { ASSERTION_AGE_MS_MAX, PROVIDER_SKEW_MS_MAX } from "../limits.ts";
import { attributeOf, children, onlyChild, SAML, textOf } from "./xml.ts";

export interface Assertion {
  readonly issuer: string;
  readonly subject: string;
  /** `Format` of the NameID, without the prefix of SAML's own formats. */
  readonly subjectType: string;
  /** `Recipient` of the bearer's confirmation. */
  readonly recipient: string;
  readonly audiences: readonly string[];
  readonly issuedMs: number;
  readonly notBeforeMs: number;
  /** Exclusive; of the conditions and the confirmation, the earlier. */
  readonly endsMs: number;
  /** `SessionNotOnOrAfter`: when the provider's own session ends. */
  readonly sessionEndsMs: number | undefined;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

const BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const NAME_FORMAT = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
// AWS: sign-in endpoints, of all Regions or of one, with the provider's own id at the end where it encrypts.
const SIGN_IN = /^https:\/\/(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com\/saml(?:\/acs\/[\w-]+)?$/;
const AUDIENCE = "urn:amazon:webservices";

/** @throws {ServiceError} InvalidIdentityToken when something that SAML requires is missing (text assumed) */
export function readAssertion(assertion: Element): Assertion {
  const subject = onlyChild(assertion, SAML, "Subject");
  const nameId = onlyChild(subject, SAML, "NameID");
  const confirmation = children(subject, SAML, "SubjectConfirmation").find(
    (candidate) => attributeOf(candidate, "Method") === BEARER,
  );
  const data = onlyChild(confirmation, SAML, "SubjectConfirmationData");
  const conditions = onlyChild(assertion, SAML, "Conditions");
  const sessionEnds = children(assertion, SAML, "AuthnStatement")
    .map((statement) => timeOf(attributeOf(statement, "SessionNotOnOrAfter")))
    .filter((timeMs) => timeMs !== undefined);
  return {
    issuer: required(textOf(onlyChild(assertion, SAML, "Issuer"))),
    subject: required(textOf(nameId)),
    subjectType: (attributeOf(nameId, "Format") ?? "unspecified").replace(NAME_FORMAT, ""),
    recipient: required(attributeOf(data, "Recipient")),
    audiences: children(conditions, SAML, "AudienceRestriction").flatMap((restriction) =>
      children(restriction, SAML, "Audience").map((audience) => textOf(audience) ?? ""),
    ),
    issuedMs: required(timeOf(attributeOf(assertion, "IssueInstant"))),
    notBeforeMs: timeOf(attributeOf(conditions, "NotBefore")) ?? 0,
    endsMs: Math.min(
      required(timeOf(attributeOf(data, "NotOnOrAfter"))),
      timeOf(attributeOf(conditions, "NotOnOrAfter")) ?? Infinity,
    ),
    sessionEndsMs: sessionEnds.length === 0 ? undefined : Math.min(...sessionEnds),
    attributes: attributesOf(assertion),
  };
}

function attributesOf(assertion: Element): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const statement of children(assertion, SAML, "AttributeStatement")) {
    for (const attribute of children(statement, SAML, "Attribute")) {
      const name = attributeOf(attribute, "Name") ?? "";
      const values = children(attribute, SAML, "AttributeValue").map((value) => textOf(value) ?? "");
      found.set(name, [...(found.get(name) ?? []), ...values]);
    }
  }
  return found;
}

/** SAML's times are UTC with a `Z`. */
function timeOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text)) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function required<Value extends string | number>(value: Value | undefined): Value {
  if (value === undefined || value === "") throw invalidSamlResponse();
  return value;
}

/**
 * Wall time: providers know no other.
 * @throws {ServiceError} InvalidIdentityToken: for another audience or recipient, or from the future; ExpiredTokenException
 */
export function checkAssertion(assertion: Assertion, wallMs: number): void {
  if (!assertion.audiences.some((audience) => audience === AUDIENCE || SIGN_IN.test(audience)))
    throw invalidIdentityToken("Response does not contain the required audience.");
  if (!SIGN_IN.test(assertion.recipient))
    throw invalidIdentityToken("Response is not meant for the AWS sign-in endpoint.");
  if (Math.max(assertion.notBeforeMs, assertion.issuedMs) > wallMs + PROVIDER_SKEW_MS_MAX)
    throw invalidIdentityToken("Response is not valid yet");
  if (wallMs >= assertion.endsMs) throw expiredIdentityToken("Response has expired");
  if (wallMs > assertion.issuedMs + ASSERTION_AGE_MS_MAX)
    throw expiredIdentityToken("Token must be redeemed within 5 minutes of issuance");
}

export function invalidSamlResponse(): Error {
  return invalidIdentityToken("Your request included an invalid SAML response. To logout, click here.");
}
