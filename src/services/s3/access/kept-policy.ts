/** A policy of a bucket or an access point on its way into the store: users and roles become their unique ids, and what is wrong is said in S3's words. */
import { PolicySyntaxError } from "../../../auth/policy/policy-syntax-error.ts";
import type { KeptPolicy, PolicyPrincipals } from "../../../kit/ports/policy-principals.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { malformedPolicy } from "../errors.ts";

/** @throws {MalformedPolicy} 400 for users and roles that are not there */
export function keptPolicy(
  principals: PolicyPrincipals,
  transaction: Transaction,
  policy: Omit<KeptPolicy, "kind">,
): string {
  return malformedInstead(() => principals.keep(transaction, { ...policy, kind: "resource" }));
}

/** @throws {MalformedPolicy} 400 */
export function malformedInstead<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof PolicySyntaxError) throw malformedPolicy(error.message);
    throw error;
  }
}
