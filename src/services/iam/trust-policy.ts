/**
 * Trust policies of roles on their way in and out. AWS: a trust policy must name users and roles that are there, and keeps to them
 * (`policy-principals.ts`).
 */
import type { Reader, Transaction } from "../../storage/record-store.ts";
import { orMalformed } from "../../kit/malformed-policy.ts";
import type { Iam } from "./iam.ts";
import { malformedPolicyDocument } from "./errors.ts";
import { checkedDocument, refuseUnknownActions, requireTrustPolicySize } from "./policy-documents.ts";
import { policyPrincipals } from "./policy-principals.ts";
import { roleOfProfile } from "./store/instance-profiles.ts";
import type { InstanceProfileRecord, RoleRecord } from "./store/records.ts";
import { requireDocumentText } from "./validation.ts";

/** @throws {ServiceError} ValidationError; MalformedPolicyDocument; LimitExceeded */
export async function checkTrustPolicy(iam: Iam, text: string, member: string): Promise<void> {
  requireDocumentText(text, member);
  checkedDocument(text, "trust");
  await refuseUnknownActions(iam, text, "trust");
  requireTrustPolicySize(text);
}

/** As the role keeps it. @throws {ServiceError} MalformedPolicyDocument for users and roles that are not there */
export function keptTrustPolicy(transaction: Transaction, accountId: string, text: string): string {
  return orMalformed(
    () => policyPrincipals.keep(transaction, { text, kind: "trust", accountId }),
    malformedPolicyDocument,
  );
}

/**
 * The role with its trust policy as it is shown: users that were renamed have their new ARNs, and of those that are gone the ids are left, which mean
 * nobody.
 */
export function withShownTrust(reader: Reader, role: RoleRecord): RoleRecord {
  const trustPolicy = policyPrincipals.show(reader, role.trustPolicy);
  return trustPolicy === role.trustPolicy ? role : { ...role, trustPolicy };
}

/** The role in an instance profile, as answers show it. */
export function profileRole(reader: Reader, accountId: string, profile: InstanceProfileRecord): RoleRecord | undefined {
  const role = roleOfProfile(reader, accountId, profile);
  return role === undefined ? undefined : withShownTrust(reader, role);
}
