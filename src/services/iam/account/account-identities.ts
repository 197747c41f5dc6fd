/**
 * What `identities.ts` needs of the records that `account/` keeps: identity providers and MFA devices.
 */
import type { RootPrincipal, UserPrincipal } from "../../../auth/principal.ts";
import type { Identities } from "../../../kit/ports/identities.ts";
import type { Iam } from "../iam.ts";
import { takeCode } from "./mfa-devices.ts";
import { findOidcFacts } from "./oidc-providers.ts";
import { findSamlFacts } from "./saml-providers.ts";

export type AccountIdentities = Pick<Identities, "findOidcProvider" | "findSamlProvider" | "verifyMfa">;

export function createAccountIdentities({ records, sealer, runtime }: Iam): AccountIdentities {
  return {
    findOidcProvider: (accountId, url) => records.read((reader) => findOidcFacts(reader, accountId, url)),
    findSamlProvider: (accountId, arn) => records.read((reader) => findSamlFacts(reader, accountId, arn)),
    verifyMfa: (user, serialNumber, code) =>
      records.transact((transaction) =>
        takeCode(transaction, user.accountId, {
          serialNumber,
          ownerId: ownerIdOf(user),
          code,
          wallMs: runtime.clock.wallMs(),
          sealer,
        }),
      ),
  };
}

function ownerIdOf(user: UserPrincipal | RootPrincipal): string {
  return user.type === "root" ? user.accountId : user.userId;
}
