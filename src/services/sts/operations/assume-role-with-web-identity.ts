/**
 * A role's session for somebody whom an OpenID Connect provider vouches for. The call is not signed: the token proves the caller.
 *
 * AWS's checks, in order: constraints of the input; the token's form; a provider for its issuer in the role's account; its audience; its times; its signature
 * by a key of the provider; trust policy (sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity); tags; duration; session policies;
 * the size of the token. Their order among each other is assumed.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { OidcProviderFacts } from "../../../kit/ports/identities.ts";
import * as check from "../check-input.ts";
import { invalidIdentityToken, validationError } from "../errors.ts";
import { assumeFederated } from "../assume-federated.ts";
import {
  PROVIDER_ID_LENGTH_MAX,
  PROVIDER_ID_LENGTH_MIN,
  ROLE_SECONDS,
  WEB_IDENTITY_TOKEN_LENGTH_MAX,
  WEB_IDENTITY_TOKEN_LENGTH_MIN,
} from "../limits.ts";
import { parseRoleArn } from "../role-arn.ts";
import type { Sts } from "../sts.ts";
import { checkTimes, type IdToken, readIdToken, verifySignature } from "../web-identity/id-token.ts";
import { tokenConditions, tokenSourceIdentity, tokenTags } from "../web-identity/token-conditions.ts";

type Input = InputOf<typeof Sdk, "AssumeRoleWithWebIdentity">;

const ACTION = "sts:AssumeRoleWithWebIdentity";

/** AWS: the only providers that are named; they vouch for OAuth 2.0 access tokens, which only they can check. */
const OAUTH_PROVIDERS: readonly string[] = ["www.amazon.com", "graph.facebook.com"];

export const assumeRoleWithWebIdentity: Operation<typeof Sdk, "AssumeRoleWithWebIdentity", Sts> = {
  validate(input) {
    check.requireValid(
      check.text("roleArn", input.RoleArn, check.ARN_RULE),
      check.text("roleSessionName", input.RoleSessionName, check.SESSION_NAME_RULE),
      check.secretText("webIdentityToken", input.WebIdentityToken, {
        min: WEB_IDENTITY_TOKEN_LENGTH_MIN,
        max: WEB_IDENTITY_TOKEN_LENGTH_MAX,
      }),
      check.text("providerId", input.ProviderId, { min: PROVIDER_ID_LENGTH_MIN, max: PROVIDER_ID_LENGTH_MAX }),
      check.policyArns(input.PolicyArns),
      check.text("policy", input.Policy, check.SESSION_POLICY_RULE),
      check.number("durationSeconds", input.DurationSeconds, ROLE_SECONDS),
      check.minimumTokenSize(input.MinimumSessionTokenSize),
    );
    if (parseRoleArn(input.RoleArn) === undefined) throw validationError("Request ARN is invalid");
  },
  access: (input) => [{ action: ACTION, resource: input.RoleArn }],
  async handle(input, context, sts) {
    refuseOauth(input);
    const token = readIdToken(input.WebIdentityToken);
    const { provider, audience } = await vouched(sts, token, parseRoleArn(input.RoleArn)?.accountId ?? "");
    const tags = tokenTags(token);
    if (tags === undefined) throw invalidIdentityToken("The claim https://aws.amazon.com/tags has a wrong form");
    const { principal, issued } = await assumeFederated(sts, context, {
      action: ACTION,
      roleArn: input.RoleArn,
      sessionName: input.RoleSessionName,
      provider: provider.arn,
      claims: tokenConditions(token, provider.url, audience),
      tags,
      sourceIdentity: tokenSourceIdentity(token),
      input,
    });
    return {
      ...issued,
      SubjectFromWebIdentityToken: token.subject,
      AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
      Provider: provider.arn,
      Audience: audience,
      SourceIdentity: principal.session.sourceIdentity,
    };
  },
};

function refuseOauth({ ProviderId }: Input): void {
  if (ProviderId === undefined) return;
  // The text is assumed.
  if (!OAUTH_PROVIDERS.includes(ProviderId))
    throw validationError(`${ProviderId} is not a supported identity provider`);
  throw new NotImplementedError("sts", `ProviderId ${ProviderId}`, "its access tokens can only be checked by itself");
}

/** Believes the token, or not. @throws {ServiceError} InvalidIdentityToken, ExpiredTokenException, IDPCommunicationError */
async function vouched(
  sts: Sts,
  token: IdToken,
  accountId: string,
): Promise<{ readonly provider: OidcProviderFacts; readonly audience: string }> {
  const url = token.issuer.replace(/^https?:\/\//, "").replace(/\/$/, "");
  const provider = await sts.identities.findOidcProvider(accountId, url);
  if (provider === undefined)
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${token.issuer}`);
  // AWS: where a token says whom it was issued to (`azp`), that is the audience that counts.
  const candidates = token.authorizedParty === undefined ? token.audiences : [token.authorizedParty];
  const audience = candidates.find((candidate) => provider.clientIds.includes(candidate));
  if (audience === undefined) throw invalidIdentityToken("Incorrect token audience");
  checkTimes(token, sts.runtime.clock.wallMs());
  const keys = await sts.providerKeys.keysFor({ issuer: token.issuer, thumbprints: provider.thumbprints }, token.keyId);
  await verifySignature(token, keys);
  return { provider, audience };
}
