/**
 * A role's session, for a user or for the session of another role.
 *
 * AWS's checks, in order: constraints of the input; the root user assumes nothing; caller and trust policy; the MFA code; tags and source identity;
 * duration; session policies; the size of the token. A role that is not there is refused like one that does not trust the caller.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { nameOf, type Session, sessionOf } from "../../../auth/principal.ts";
import type { RequestContext } from "../../../kit/context.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { AccessCheck, InputOf, Operation } from "../../../kit/operation.ts";
import * as check from "../check-input.ts";
import {
  invalidParameterValue,
  longerThanChain,
  longerThanRole,
  mayNotAssume,
  rootAssumesNothing,
  validationError,
} from "../errors.ts";
import { findRole } from "../find-role.ts";
import { issueCredentials, newRoleSession, startSession } from "../issue-credentials.ts";
import { CHAINED_SECONDS_MAX, ROLE_SECONDS } from "../limits.ts";
import { parseRoleArn } from "../role-arn.ts";
import { sessionPoliciesFrom } from "../session-policies.ts";
import { sessionTagsFrom } from "../session-tags.ts";
import type { Sts } from "../sts.ts";
import { trustChecks } from "../trust-checks.ts";
import { hasMfa, verifyMfa } from "../verify-mfa.ts";

type Input = InputOf<typeof Sdk, "AssumeRole">;

export const assumeRole: Operation<typeof Sdk, "AssumeRole", Sts> = {
  validate(input) {
    check.requireValid(
      check.text("roleArn", input.RoleArn, check.ARN_RULE),
      check.text("roleSessionName", input.RoleSessionName, check.SESSION_NAME_RULE),
      check.policyArns(input.PolicyArns),
      check.text("policy", input.Policy, check.SESSION_POLICY_RULE),
      check.number("durationSeconds", input.DurationSeconds, ROLE_SECONDS),
      check.tags(input.Tags),
      check.transitiveTagKeys(input.TransitiveTagKeys),
      check.text("externalId", input.ExternalId, check.EXTERNAL_ID_RULE),
      check.text("serialNumber", input.SerialNumber, check.SERIAL_NUMBER_RULE),
      check.secretText("tokenCode", input.TokenCode, check.TOKEN_CODE_RULE),
      check.text("sourceIdentity", input.SourceIdentity, check.SESSION_NAME_RULE),
      check.minimumTokenSize(input.MinimumSessionTokenSize),
    );
    if (parseRoleArn(input.RoleArn) === undefined) throw validationError(`${input.RoleArn} is invalid`);
  },
  access,
  async handle(input, context, sts) {
    const { principal } = context;
    if (principal.type === "root") throw rootAssumesNothing();
    if ((input.ProvidedContexts ?? []).length > 0)
      throw new NotImplementedError("sts", "ProvidedContexts", "there is no IAM Identity Center that could assert one");
    const role = await findRole(sts.identities, input.RoleArn);
    if (role === undefined) throw mayNotAssume(nameOf(principal), input.RoleArn);
    // AWS: the code counts for this call; the role's session knows nothing of it (id_credentials_mfa_configure-api-access.html).
    await verifyMfa(sts.identities, principal, input);
    const calling = sessionOf(principal);
    const session = startSession(context.nowMs, {
      ...sessionTagsFrom(input, calling),
      sourceIdentity: sourceIdentityOf(input, calling),
      seconds: secondsOf(input, role.maxSessionSeconds, calling !== undefined),
      ...(await sessionPoliciesFrom(input, role.accountId, sts.identities)),
      isChained: calling !== undefined,
    });
    const assumed = newRoleSession(sts, role, { sessionName: input.RoleSessionName, session });
    return {
      ...issueCredentials(sts, assumed, input.MinimumSessionTokenSize),
      AssumedRoleUser: { AssumedRoleId: assumed.userId, Arn: assumed.arn },
      SourceIdentity: session.sourceIdentity,
    };
  },
};

/** The root user is asked for nothing: `handle` refuses it in AWS's own words. */
function access(input: Input, { principal }: RequestContext): readonly AccessCheck[] {
  if (principal.type === "root") return [];
  return trustChecks({
    action: "sts:AssumeRole",
    roleArn: input.RoleArn,
    sessionName: input.RoleSessionName,
    sourceIdentity: input.SourceIdentity,
    Tags: input.Tags,
    TransitiveTagKeys: input.TransitiveTagKeys,
    calling: sessionOf(principal),
    conditions: {
      ...(input.ExternalId === undefined ? {} : { "sts:ExternalId": input.ExternalId }),
      // The code is verified in `handle`, before anything is handed out; a wrong one is refused whatever the policies say.
      ...(hasMfa(input) ? { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0" } : {}),
    },
  });
}

/** AWS: once set it stays for the whole chain, and a call that tries to change it fails (text assumed). */
function sourceIdentityOf({ SourceIdentity }: Input, calling: Session | undefined): string | undefined {
  const inherited = calling?.sourceIdentity;
  if (SourceIdentity === undefined || inherited === undefined) return SourceIdentity ?? inherited;
  if (SourceIdentity !== inherited)
    throw invalidParameterValue("The source identity of the calling session cannot be changed.");
  return inherited;
}

/** @throws {ServiceError} ValidationError: longer than the role allows, or than a chain of roles does */
function secondsOf({ DurationSeconds }: Input, roleSecondsMax: number, isChained: boolean): number {
  if (DurationSeconds === undefined) return ROLE_SECONDS.usual;
  if (isChained && DurationSeconds > CHAINED_SECONDS_MAX) throw longerThanChain();
  if (DurationSeconds > roleSecondsMax) throw longerThanRole();
  return DurationSeconds;
}
