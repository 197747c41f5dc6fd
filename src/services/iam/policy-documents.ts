/**
 * Policy documents on their way in and out: checked as AWS checks them, measured as AWS measures them, and given back URL-encoded.
 */
import { parsePolicy, policySizeChars } from "../../auth/policy/parse-policy.ts";
import type { PolicyDocument } from "../../auth/policy/policy-document.ts";
import { PolicySyntaxError } from "../../auth/policy/policy-syntax-error.ts";
import { limitExceeded, malformedPolicyDocument, quotaExceeded } from "./errors.ts";
import * as limits from "./limits.ts";
import type { EntityKind, InlinePolicyRecord } from "./store/records.ts";

/** @throws {ServiceError} MalformedPolicyDocument in AWS's words */
export function checkedDocument(text: string, kind: "identity" | "trust"): PolicyDocument {
  return malformedInstead(() => parsePolicy(text, kind));
}

/** @throws {ServiceError} MalformedPolicyDocument in the words of what is wrong with the policy */
export function malformedInstead<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicyDocument(error.message);
    throw error;
  }
}

/** @throws {ServiceError} LimitExceeded */
export function requireManagedPolicySize(text: string): void {
  if (policySizeChars(text) > limits.MANAGED_POLICY_SIZE_MAX)
    throw quotaExceeded("PolicySize", limits.MANAGED_POLICY_SIZE_MAX);
}

/** @throws {ServiceError} LimitExceeded */
export function requireTrustPolicySize(text: string): void {
  if (policySizeChars(text) > limits.TRUST_POLICY_SIZE_MAX)
    throw quotaExceeded("ACLSizePerRole", limits.TRUST_POLICY_SIZE_MAX);
}

const INLINE_SIZE_MAX: Readonly<Record<EntityKind, number>> = {
  user: limits.USER_POLICIES_SIZE_MAX,
  group: limits.GROUP_POLICIES_SIZE_MAX,
  role: limits.ROLE_POLICIES_SIZE_MAX,
};

/** All inline policies of one entity together. @throws {ServiceError} LimitExceeded */
export function requireInlineSize(kind: EntityKind, name: string, policies: readonly InlinePolicyRecord[]): void {
  const max = INLINE_SIZE_MAX[kind];
  const size = policies.reduce((sum, { document }) => sum + policySizeChars(document), 0);
  if (size > max) throw limitExceeded(`Maximum policy size of ${max} bytes exceeded for ${kind} ${name}`);
}

/** AWS: policy documents in answers are URL-encoded by RFC 3986 (API reference of GetRole, GetPolicyVersion ...). */
export function encodedDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
