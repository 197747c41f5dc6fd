/** The key policy of keys that were created without one: the account decides with IAM policies. */
import { notFound } from "../errors.ts";
import type { Place } from "../records.ts";
import { checkLength, checkPattern } from "../validation.ts";

export const POLICY_NAME = "default";

// AWS: recorded answer of GetKeyPolicy for a key made without a policy; the spaces are AWS's.
export function defaultKeyPolicy({ accountId }: Pick<Place, "accountId">): string {
  return `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::${accountId}:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`;
}

/** @throws {ServiceError} NotFoundException, ValidationException */
export function checkPolicyName(name: string | undefined): void {
  if (name === undefined || name === POLICY_NAME) return;
  checkLength("policyName", name, { min: 1, max: 128 });
  checkPattern("policyName", name, { test: /^\w+$/, text: "[\\w]+" });
  throw notFound("No such policy exists");
}
