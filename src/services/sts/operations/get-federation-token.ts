/**
 * Temporary credentials for somebody whom a user (or the root user) vouches for: what the user may do, narrowed by the session policies. Without
 * any the session may do nothing but what resource policies grant to it by name.
 *
 * AWS's checks, in order: constraints of the input; permission (sts:GetFederationToken, sts:TagSession) on the federated user; credentials that are
 * temporary themselves; tags; session policies; the size of the token.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html (read 2026-11-23)
 */
import type * as Sdk from "@aws-sdk/client-sts";
import { type FederatedUserPrincipal, sessionOf } from "../../../auth/principal.ts";
import type { Operation } from "../../../kit/operation.ts";
import * as check from "../check-input.ts";
import { sessionMayNotCall } from "../errors.ts";
import { issueCredentials, newKeyId, startSession } from "../issue-credentials.ts";
import { ROOT_SECONDS_MAX, USER_SECONDS } from "../limits.ts";
import { sessionPoliciesFrom } from "../session-policies.ts";
import { sessionTagsFrom, tagConditions } from "../session-tags.ts";
import type { Sts } from "../sts.ts";

export const getFederationToken: Operation<typeof Sdk, "GetFederationToken", Sts> = {
  validate(input) {
    check.requireValid(
      check.text("name", input.Name, check.FEDERATED_NAME_RULE),
      check.text("policy", input.Policy, check.SESSION_POLICY_RULE),
      check.policyArns(input.PolicyArns),
      check.number("durationSeconds", input.DurationSeconds, USER_SECONDS),
      check.tags(input.Tags),
      check.minimumTokenSize(input.MinimumSessionTokenSize),
    );
  },
  access(input, { accountId }) {
    const resource = federatedUserArn(accountId, input.Name);
    const conditions = tagConditions({ Tags: input.Tags });
    const actions = ["sts:GetFederationToken", ...((input.Tags ?? []).length > 0 ? ["sts:TagSession"] : [])];
    return actions.map((action) => ({ action, resource, conditions }));
  },
  async handle(input, { principal, nowMs }, sts) {
    if ((principal.type !== "user" && principal.type !== "root") || sessionOf(principal) !== undefined)
      throw sessionMayNotCall("GetFederationToken");
    const { accountId } = principal;
    const asked = input.DurationSeconds ?? USER_SECONDS.usual;
    const session = startSession(nowMs, {
      ...sessionTagsFrom({ Tags: input.Tags }, undefined),
      ...(await sessionPoliciesFrom(input, accountId, sts.identities)),
      seconds: principal.type === "root" ? Math.min(asked, ROOT_SECONDS_MAX) : asked,
    });
    const federated: FederatedUserPrincipal = {
      type: "federated-user",
      accountId,
      accessKeyId: newKeyId(sts, accountId),
      arn: federatedUserArn(accountId, input.Name),
      userId: `${accountId}:${input.Name}`,
      creator: principal,
      session,
    };
    return {
      ...issueCredentials(sts, federated, input.MinimumSessionTokenSize),
      FederatedUser: { FederatedUserId: federated.userId, Arn: federated.arn },
    };
  },
};

function federatedUserArn(accountId: string, name: string): string {
  return `arn:aws:sts::${accountId}:federated-user/${name}`;
}
