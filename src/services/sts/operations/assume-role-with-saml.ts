/**
 * A role's session for somebody whom a SAML provider vouches for. The call is not signed: the provider's signature over the assertion proves the
 * caller.
 *
 * AWS's checks, in order: constraints of the input; the provider; the response's form and status; its signature; its issuer; audience, recipient and times; the
 * attributes (session name, role); trust policy (sts:AssumeRoleWithSAML, sts:TagSession, sts:SetSourceIdentity); tags; duration; session policies;
 * the size of the token. Their order among each other is assumed.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { parseArn } from "../../../kit/arn.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { assumeFederated } from "../assume-federated.ts";
import * as check from "../check-input.ts";
import { invalidIdentityToken, mayNotFederate, rejectedClaim, validationError } from "../errors.ts";
import { ROLE_SECONDS, SAML_ASSERTION_LENGTH_MAX, SAML_ASSERTION_LENGTH_MIN } from "../limits.ts";
import { parseRoleArn } from "../role-arn.ts";
import { type Assertion, checkAssertion, invalidSamlResponse, readAssertion } from "../saml/assertion.ts";
import {
  grantsRole,
  nameQualifierOf,
  samlConditions,
  sessionNameOf,
  sourceIdentityOf,
  tagsOf,
} from "../saml/assertion-attributes.ts";
import { readProviderMetadata } from "../saml/provider-metadata.ts";
import { signedAssertion } from "../saml/signed-assertion.ts";
import { attributeOf, isNamed, onlyChild, parseXml, SAMLP } from "../saml/xml.ts";
import type { Sts } from "../sts.ts";

type Input = InputOf<typeof Sdk, "AssumeRoleWithSAML">;

const ACTION = "sts:AssumeRoleWithSAML";
const SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";

export const assumeRoleWithSaml: Operation<typeof Sdk, "AssumeRoleWithSAML", Sts> = {
  validate(input) {
    check.requireValid(
      check.text("roleArn", input.RoleArn, check.ARN_RULE),
      check.text("principalArn", input.PrincipalArn, check.ARN_RULE),
      check.secretText("sAMLAssertion", input.SAMLAssertion, {
        min: SAML_ASSERTION_LENGTH_MIN,
        max: SAML_ASSERTION_LENGTH_MAX,
      }),
      check.policyArns(input.PolicyArns),
      check.text("policy", input.Policy, check.SESSION_POLICY_RULE),
      check.number("durationSeconds", input.DurationSeconds, ROLE_SECONDS),
      check.minimumTokenSize(input.MinimumSessionTokenSize),
    );
    if (parseRoleArn(input.RoleArn) === undefined) throw validationError(`${input.RoleArn} is invalid`);
    if (!/^arn:aws:iam::\d{12}:saml-provider\/[\w._-]{1,128}$/.test(input.PrincipalArn))
      throw validationError(`${input.PrincipalArn} is invalid`);
  },
  access: (input) => [{ action: ACTION, resource: input.RoleArn }],
  async handle(input, context, sts) {
    const assertion = await vouched(sts, input);
    const sessionName = sessionNameOf(assertion);
    if (!grantsRole(assertion, input.RoleArn, input.PrincipalArn)) throw mayNotFederate(ACTION);
    const { principal, issued } = await assumeFederated(sts, context, {
      action: ACTION,
      roleArn: input.RoleArn,
      sessionName,
      provider: input.PrincipalArn,
      claims: samlConditions(assertion, input.PrincipalArn),
      tags: tagsOf(assertion),
      sourceIdentity: sourceIdentityOf(assertion),
      input,
      secondsMax: secondsLeft(assertion, sts.runtime.clock.wallMs()),
    });
    return {
      ...issued,
      AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
      Subject: assertion.subject,
      SubjectType: assertion.subjectType,
      Issuer: assertion.issuer,
      Audience: assertion.recipient,
      NameQualifier: nameQualifierOf(assertion, input.PrincipalArn),
      SourceIdentity: principal.session.sourceIdentity,
    };
  },
};

/** AWS: a session ends with the provider's own, when the assertion says when that is. */
function secondsLeft({ sessionEndsMs }: Assertion, wallMs: number): number | undefined {
  return sessionEndsMs === undefined ? undefined : Math.max(0, Math.floor((sessionEndsMs - wallMs) / 1000));
}

/**
 * Believes the assertion, or not.
 * @throws {ServiceError} InvalidIdentityToken, IDPRejectedClaim, ExpiredTokenException
 */
async function vouched({ identities, runtime }: Sts, { PrincipalArn, SAMLAssertion }: Input): Promise<Assertion> {
  const provider = await identities.findSamlProvider(parseArn(PrincipalArn)?.accountId ?? "", PrincipalArn);
  const metadata = provider === undefined ? undefined : readProviderMetadata(provider.metadataDocument);
  if (metadata === undefined) throw invalidIdentityToken("Specified provider doesn't exist.");
  const text = Buffer.from(SAMLAssertion, "base64").toString("utf8");
  const response = parseXml(text);
  if (response === undefined || !isNamed(response, SAMLP, "Response")) throw invalidSamlResponse();
  const status = onlyChild(onlyChild(response, SAMLP, "Status"), SAMLP, "StatusCode");
  if (attributeOf(status, "Value") !== SUCCESS) throw rejectedClaim();
  const signed = signedAssertion(text, response, metadata.certificates);
  if (signed === undefined) throw invalidIdentityToken("Response signature invalid");
  const assertion = readAssertion(signed);
  if (assertion.issuer !== metadata.entityId) throw invalidIdentityToken("Issuer not present in specified provider");
  checkAssertion(assertion, runtime.clock.wallMs());
  return assertion;
}
