/**
 * Names of accounts beside their ids, as the seed gives them. AWS has given both up: owners carry no DisplayName (November 2025) and grants name nobody by
 * e-mail (October 2025). Accounts with legacy defaults keep them, because suites written before ask for them.
 */
export interface AccountNames {
  /** What answers show beside the canonical user id; undefined for accounts that are not shown by name. */
  displayNameOf(canonicalUserId: string): string | undefined;
  /** Undefined when no account has this address. */
  canonicalIdOfEmail(email: string): string | undefined;
}

export const NO_ACCOUNT_NAMES: AccountNames = {
  displayNameOf: () => undefined,
  canonicalIdOfEmail: () => undefined,
};
