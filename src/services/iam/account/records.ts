/**
 * What `account/` keeps, below `["iam", account, "account"]`. None of it decides what a principal may do, so nothing here moves the generation.
 *
 *     "alias"                                        -> AliasRecord
 *     "password-policy"                              -> PasswordPolicyRecord
 *     "login", userId                                -> LoginRecord
 *     "mfa", serial number                           -> MfaDeviceRecord
 *     "mfa-of", ownerId, serial number               -> {}
 *     "oidc", url without scheme                     -> OidcProviderRecord
 *     "saml", name                                   -> SamlProviderRecord
 *     "server-certificate", name                     -> ServerCertificateRecord
 *     "ssh-key", userId, id                          -> SshKeyRecord
 *     "signing-certificate", ownerId, id             -> SigningCertificateRecord
 *     "role-deletion", task id                       -> RoleDeletionRecord
 *     "credential-report"                            -> CredentialReportRecord
 *     "access-report", job id                        -> AccessReportRecord
 *     ["iam-alias", alias], over all accounts        -> account
 *
 * `ownerId` is the unique id of a user, or the account id for the root user.
 */
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { accountKey, encodeRecord } from "../store/records.ts";

const kept =
  (kind: string) =>
  (accountId: string, ...rest: Key): Key =>
    accountKey(accountId, "account", kind, ...rest);

export const aliasKey = kept("alias");
export const passwordPolicyKey = kept("password-policy");
export const loginKey = kept("login");
export const mfaKey = kept("mfa");
export const mfaOfKey = kept("mfa-of");
export const oidcKey = kept("oidc");
export const samlKey = kept("saml");
export const serverCertificateKey = kept("server-certificate");
export const sshKeyKey = kept("ssh-key");
export const signingCertificateKey = kept("signing-certificate");
export const roleDeletionKey = kept("role-deletion");
export const credentialReportKey = kept("credential-report");
export const accessReportKey = kept("access-report");
export const aliasOwnerKey = (alias: string): Key => ["iam-alias", alias];

export function put(transaction: Transaction, key: Key, record: object): void {
  transaction.put(key, encodeRecord(record));
}

export function has(reader: Reader, prefix: Key): boolean {
  return reader.range({ prefix, limit: 1 }).length > 0;
}
