/**
 * Session policies as a call passes them: one inline document and ARNs of managed policies. The ARNs are kept, not their text: AWS reads managed
 * session policies whenever they are used.
 */
import { parsePolicy } from "../../auth/policy/parse-policy.ts";
import { orMalformed } from "../../kit/malformed-policy.ts";
import type { Identities } from "../../kit/ports/identities.ts";
import { malformedPolicyDocument, validationError } from "./errors.ts";

export interface PassedPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

export interface SessionPolicies {
  readonly policies: readonly string[];
  readonly policyArns: readonly string[];
}

export const NO_SESSION_POLICIES: SessionPolicies = { policies: [], policyArns: [] };

/**
 * @param accountId of the role or user: managed policies must be of the same account, or AWS's own
 * @throws {ServiceError} MalformedPolicyDocument for the inline policy; ValidationError for an ARN that names no policy (text assumed)
 */
export async function sessionPoliciesFrom(
  passed: PassedPolicies,
  accountId: string,
  identities: Identities,
): Promise<SessionPolicies> {
  const { Policy } = passed;
  if (Policy !== undefined) checkInline(Policy);
  const policyArns = [...new Set((passed.PolicyArns ?? []).map(({ arn = "" }) => arn))];
  for (const arn of policyArns) {
    if ((await identities.managedPolicy(accountId, arn, "session")) === undefined)
      throw validationError(`The policy ${arn} does not exist or is not attachable.`);
  }
  return { policies: Policy === undefined ? [] : [Policy], policyArns };
}

function checkInline(text: string): void {
  orMalformed(() => parsePolicy(text, "session"), malformedPolicyDocument);
}
