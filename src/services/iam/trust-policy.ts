/**
 * Trust policies of roles on their way in.
 */
import type { PolicyDocument } from "../../auth/policy/policy-document.ts";
import type { Reader } from "../../storage/record-store.ts";
import { parseIamArn } from "./arns.ts";
import { malformedPolicyDocument } from "./errors.ts";
import { checkedDocument, requireTrustPolicySize } from "./policy-documents.ts";
import { findEntity } from "./store/entities.ts";
import { readGeneration } from "./store/generation.ts";
import { requireDocumentText } from "./validation.ts";

/** @throws {ServiceError} ValidationError; MalformedPolicyDocument; LimitExceeded */
export function checkedTrustPolicy(text: string, member: string): PolicyDocument {
  requireDocumentText(text, member);
  const document = checkedDocument(text, "trust");
  requireTrustPolicySize(text);
  return document;
}

/**
 * AWS: a trust policy must name users and roles that are there (IAM user guide, "Troubleshoot IAM policies"). Accounts of which this
 * installation knows nothing are taken to have whatever is named, because they are somebody's real ones.
 *
 * @throws {ServiceError} MalformedPolicyDocument
 */
export function refusePrincipalsThatAreNot(reader: Reader, accountId: string, trust: PolicyDocument): void {
  for (const { principal } of trust.statements) {
    for (const text of principal?.aws ?? []) {
      const arn = parseIamArn(text);
      if (arn === undefined || (arn.kind !== "user" && arn.kind !== "role")) continue;
      const isKnownAccount = arn.accountId === accountId || readGeneration(reader, arn.accountId) > 0;
      if (!isKnownAccount) continue;
      const found = findEntity(reader, arn.accountId, arn.kind, arn.name);
      if (found === undefined || found.path !== arn.path || found.name !== arn.name)
        throw malformedPolicyDocument(`Invalid principal in policy: "AWS":"${text}"`);
    }
  }
}
