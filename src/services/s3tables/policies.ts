/** Resource policies of table buckets and tables: as they are given, but for users and roles, which are kept by their unique ids. */
import { parsePolicy } from "../../auth/policy/parse-policy.ts";
import { orMalformed } from "../../kit/malformed-policy.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { Transaction } from "../../storage/record-store.ts";
import { badRequest } from "./errors.ts";
import { POLICY_BYTES_MAX } from "./limits.ts";

/** @throws {BadRequestException} 400 for a text that is no resource policy */
export function checkPolicy(text: string): string {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX) throw badRequest("The specified policy is too large.");
  orMalformed(() => parsePolicy(text, "resource"), badRequest);
  return text;
}

/** @throws {BadRequestException} 400 for users and roles that are not there */
export function keptPolicy(
  principals: PolicyPrincipals,
  transaction: Transaction,
  policy: { readonly text: string; readonly accountId: string },
): string {
  return orMalformed(() => principals.keep(transaction, { ...policy, kind: "resource" }), badRequest);
}
