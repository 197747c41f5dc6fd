/** What the profiles of accounts (from the seed) mean to S3: defaults of new buckets, and names that only accounts with legacy defaults still show. */
import type { CanonicalUserIds } from "../kit/canonical-user-id.ts";
import type { AccountNames } from "../services/s3/buckets/account-names.ts";
import type { DefaultsOf, S3Defaults } from "../services/s3/buckets/defaults.ts";
import { type AccountProfiles, given } from "./seed/account-profiles.ts";

export function s3Accounts(
  profiles: AccountProfiles,
  canonicalUserIds: CanonicalUserIds,
  serverDefaults: S3Defaults,
): { readonly defaultsOf: DefaultsOf; readonly accountNames: AccountNames } {
  const defaults = given(profiles, "s3Defaults");
  const defaultsOf: DefaultsOf = (accountId) => defaults.get(accountId) ?? serverDefaults;
  const displayNames = new Map<string, string>();
  for (const [accountId, name] of given(profiles, "displayName"))
    if (defaultsOf(accountId) === "legacy") displayNames.set(canonicalUserIds.of(accountId), name);
  const idsByEmail = new Map<string, string>();
  for (const [accountId, email] of given(profiles, "email"))
    idsByEmail.set(email.toLowerCase(), canonicalUserIds.of(accountId));
  const accountNames: AccountNames = {
    displayNameOf: (canonicalUserId) => displayNames.get(canonicalUserId),
    canonicalIdOfEmail: (email) => idsByEmail.get(email.toLowerCase()),
  };
  return { defaultsOf, accountNames };
}
