/**
 * What `identities.ts` needs of the records that `account/` keeps: identity providers and MFA devices.
 */
import type { Identities } from "../../../kit/ports/identities.ts";
import type { Iam } from "../iam.ts";

export type AccountIdentities = Pick<Identities, "findOidcProvider" | "findSamlProvider" | "verifyMfa">;

/** Nothing can be registered yet, so nothing is found. */
export function createAccountIdentities(_iam: Iam): AccountIdentities {
  return {
    findOidcProvider: () => Promise.resolve(undefined),
    findSamlProvider: () => Promise.resolve(undefined),
    verifyMfa: () => Promise.resolve(false),
  };
}
