/**
 * The common half of AssumeRoleWithWebIdentity and AssumeRoleWithSAML: from what an identity provider vouched for to a role's session. The caller
 * is nobody that is known here; the trust policy names the provider.
 */
import { AuthError } from "../../kit/errors.ts";
import type { AssumedRolePrincipal } from "../../auth/principal.ts";
import type { RequestContext } from "../../kit/context.ts";
import type { RoleFacts } from "../../kit/ports/identities.ts";
import * as check from "./check-input.ts";
import { longerThanRole, mayNotFederate } from "./errors.ts";
import { findRole } from "./find-role.ts";
import { issueCredentials, type IssuedCredentials, newRoleSession, startSession } from "./issue-credentials.ts";
import { ROLE_SECONDS } from "./limits.ts";
import { type PassedPolicies, sessionPoliciesFrom } from "./session-policies.ts";
import { type PassedTags, sessionTagsFrom } from "./session-tags.ts";
import type { Sts } from "./sts.ts";
import { trustChecks } from "./trust-checks.ts";

export interface FederatedAssumption {
  /** `sts:AssumeRoleWithWebIdentity` or `sts:AssumeRoleWithSAML`. */
  readonly action: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** ARN. */
  readonly provider: string;
  /** Condition keys that the provider's assertion sets, for the trust policy and for the session. */
  readonly claims: Readonly<Record<string, string | readonly string[]>>;
  readonly tags: PassedTags;
  readonly sourceIdentity: string | undefined;
  readonly input: PassedPolicies & {
    readonly DurationSeconds?: number | undefined;
    readonly MinimumSessionTokenSize?: number | undefined;
  };
  /** The provider's own limit; the session is cut to it. */
  readonly secondsMax?: number | undefined;
}

export interface FederatedSession {
  readonly principal: AssumedRolePrincipal;
  readonly issued: IssuedCredentials;
}

/**
 * @throws {ServiceError} in this order: ValidationError for tags and source identity; AccessDenied when there is no such role or it does not trust the
 * provider; InvalidParameterValue for tags; ValidationError for the duration; MalformedPolicyDocument; PackedPolicyTooLarge
 */
export async function assumeFederated(
  sts: Sts,
  context: RequestContext,
  assumption: FederatedAssumption,
): Promise<FederatedSession> {
  const { action, roleArn, sessionName, tags, sourceIdentity, input } = assumption;
  check.requireValid(
    check.tags(tags.Tags),
    check.transitiveTagKeys(tags.TransitiveTagKeys),
    check.text("sourceIdentity", sourceIdentity, check.SESSION_NAME_RULE),
  );
  const role = await findRole(sts.identities, roleArn);
  if (role === undefined) throw mayNotFederate(action);
  await requireTrust(sts, context, { role, assumption });
  const session = startSession(context.nowMs, {
    ...sessionTagsFrom(tags, undefined),
    seconds: secondsOf(assumption, role),
    ...(await sessionPoliciesFrom(input, role.accountId, sts.identities)),
    sourceIdentity,
    federatedProvider: assumption.provider,
    claims: assumption.claims,
  });
  const principal = newRoleSession(sts, role, { sessionName, session });
  return { principal, issued: issueCredentials(sts, principal, input.MinimumSessionTokenSize) };
}

async function requireTrust(
  { authorizer }: Sts,
  { region, origin }: RequestContext,
  { role, assumption }: { readonly role: RoleFacts; readonly assumption: FederatedAssumption },
): Promise<void> {
  const { action, roleArn, sessionName, provider, tags, sourceIdentity, claims } = assumption;
  const principal = { type: "anonymous", federatedProvider: provider } as const;
  const checks = trustChecks({
    action,
    roleArn,
    sessionName,
    sourceIdentity,
    ...tags,
    conditions: { "aws:FederatedProvider": provider, ...claims },
  });
  try {
    await authorizer.authorize({ principal, accountId: role.accountId, region, origin }, checks, "query");
  } catch (error) {
    // AWS: the answer to a caller it does not know names neither caller nor policy.
    if (error instanceof AuthError) throw mayNotFederate(action);
    throw error;
  }
}

function secondsOf({ input, secondsMax = Infinity }: FederatedAssumption, role: RoleFacts): number {
  const asked = input.DurationSeconds ?? ROLE_SECONDS.usual;
  if (asked > role.maxSessionSeconds) throw longerThanRole();
  return Math.min(asked, secondsMax);
}
