/**
 * What the authorizer must know of a role that somebody wants to assume: its owner, its trust policy, its tags. AWS: the trust policy must allow
 * also within one account, either by naming the caller or by leaving the decision to the account's own policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html (read 2026-11-23)
 */
import type { Identities } from "../../kit/ports/identities.ts";
import type { ResourceFactsSource } from "../../kit/ports/resource-facts.ts";
import { findRole } from "./find-role.ts";

export function trustFacts(identities: Identities): ResourceFactsSource {
  return {
    async factsOf({ resource }) {
      const role = await findRole(identities, resource);
      if (role === undefined) return undefined;
      const { accountId, roleArn, trustPolicy, tags } = role;
      return { accountId, policy: { id: roleArn, text: trustPolicy }, rule: "decides", tags };
    },
  };
}
