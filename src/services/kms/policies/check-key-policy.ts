/**
 * Whether a text may become a key's policy: size, grammar, and that it does not lock out who sets it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key (read 2026-11-23)
 */
import type { Caller } from "../../../auth/principal.ts";
import { compilePolicy } from "../../../auth/policy/compile-policy.ts";
import { evaluate } from "../../../auth/policy/evaluate.ts";
import { parsePolicy } from "../../../auth/policy/parse-policy.ts";
import type { PolicyDocument } from "../../../auth/policy/policy-document.ts";
import { policyPrincipalOf } from "../../../auth/policy-principal.ts";
import { orMalformed } from "../../../kit/malformed-policy.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { limitExceeded, malformedPolicy } from "../errors.ts";
import type { Kms } from "../kms.ts";
import { POLICY_BYTES_MAX, POLICY_LENGTH_MAX } from "../limits.ts";
import { checkLength, checkPattern } from "../validation.ts";

// AWS: Policy [\u0009\u000A\u000D\u0020-\u00FF]+ (API reference of CreateKey).
const POLICY_TEXT = { test: /^[\t\n\r\u0020-\u00ff]+$/, text: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+" };

const ALLOW_ALL = compilePolicy(
  { layer: "identity-policy", id: "everything" },
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}',
);

export interface KeyPolicy {
  readonly text: string;
  /** Who gives it to a key of his account. */
  readonly caller: Caller;
}

export interface PolicyCheck extends KeyPolicy {
  /** The key it is for. */
  readonly arn: string;
  readonly isLockoutAllowed: boolean | undefined;
}

/**
 * The policy as the key keeps it, inside of the transaction that gives it to the key.
 * @throws {ServiceError} MalformedPolicyDocumentException for users and roles that are not there
 */
export function keptKeyPolicy({ principals }: Kms, transaction: Transaction, { text, caller }: KeyPolicy): string {
  const { accountId } = caller;
  return orMalformed(() => principals.keep(transaction, { text, kind: "kms-key", accountId }), malformedPolicy);
}

/** @throws {ServiceError} ValidationException, LimitExceededException, MalformedPolicyDocumentException */
export function checkKeyPolicy({ text, arn, caller, isLockoutAllowed }: PolicyCheck): void {
  checkLength("policy", text, { min: 1, max: POLICY_LENGTH_MAX });
  checkPattern("policy", text, POLICY_TEXT);
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX)
    throw limitExceeded(`The policy is larger than ${POLICY_BYTES_MAX} bytes.`);
  const document = orMalformed(() => parsePolicy(text, "kms-key"), malformedPolicy);
  if (isLockoutAllowed !== true && !leavesDoorOpen(document, arn, caller))
    throw malformedPolicy("The new key policy will not allow you to update the key policy in the future.");
}

/** True when the policy names the caller for PutKeyPolicy, or leaves it to the caller's account. */
function leavesDoorOpen(document: PolicyDocument, arn: string, caller: Caller): boolean {
  const principal = policyPrincipalOf(caller.principal);
  const keys: Readonly<Record<string, string | undefined>> = {
    "aws:principalarn": principal.roleArn ?? principal.arn,
    "aws:principalaccount": principal.accountId,
    "kms:calleraccount": principal.accountId,
  };
  const decision = evaluate(
    {
      action: "kms:PutKeyPolicy",
      resource: arn,
      principal,
      resourceAccountId: caller.accountId,
      context: { get: (key) => keys[key] },
    },
    {
      resourcePolicy: compilePolicy({ layer: "resource-policy", id: arn }, document),
      resourceRule: "decides",
      identity: [ALLOW_ALL],
    },
  );
  return decision.isAllowed;
}
