/** A policy of a bucket or an access point on its way into the store: users and roles become their unique ids, and what is wrong is said in S3's words. */
import { orMalformed } from "../../../kit/malformed-policy.ts";
import type { KeptPolicy, PolicyPrincipals } from "../../../kit/ports/policy-principals.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { malformedPolicy } from "../errors.ts";

/** @throws {MalformedPolicy} 400 for users and roles that are not there */
export function keptPolicy(
  principals: PolicyPrincipals,
  transaction: Transaction,
  policy: Omit<KeptPolicy, "kind">,
): string {
  return orMalformed(() => principals.keep(transaction, { ...policy, kind: "resource" }), malformedPolicy);
}
