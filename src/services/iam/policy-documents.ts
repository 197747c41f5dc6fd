/**
 * Policy documents on their way in and out: checked as AWS checks them, measured as AWS measures them, and given back URL-encoded.
 */
import { lintPolicy } from "../../auth/policy/lint/lint-policy.ts";
import { loadKnownNames } from "../../auth/policy/lint/load-known-names.ts";
import { parsePolicy, policySizeChars } from "../../auth/policy/parse-policy.ts";
import type { PolicyDocument } from "../../auth/policy/policy-document.ts";
import { atElement, orMalformed } from "../../kit/malformed-policy.ts";
import { limitExceeded, malformedPolicyDocument, quotaExceeded } from "./errors.ts";
import type { Iam } from "./iam.ts";
import * as limits from "./limits.ts";
import type { EntityKind, InlinePolicyRecord } from "./store/records.ts";

export type IamPolicyKind = "identity" | "trust";

/** @throws {ServiceError} MalformedPolicyDocument in AWS's words */
export function checkedDocument(text: string, kind: IamPolicyKind): PolicyDocument {
  return orMalformed(() => parsePolicy(text, kind), malformedPolicyDocument);
}

/**
 * With `--strict-policies`: AWS takes any action in the right form, and a policy with a slip of the pen in it does nothing.
 * @throws {ServiceError} MalformedPolicyDocument naming the element and the action
 */
export async function refuseUnknownActions({ strictPolicies }: Iam, text: string, kind: IamPolicyKind): Promise<void> {
  if (!strictPolicies) return;
  const document = checkedDocument(text, kind);
  const [unknown] = lintPolicy(document, await loadKnownNames()).filter((finding) => finding.kind === "action");
  if (unknown !== undefined)
    throw atElement(malformedPolicyDocument(`${unknown.element}: ${unknown.message}`), unknown.element);
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
