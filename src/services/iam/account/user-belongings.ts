/**
 * What a user has in `account/` that must go before the user can: sign-in, MFA devices, SSH keys, certificates.
 */
import type { Reader } from "../../../storage/record-store.ts";
import type { UserRecord } from "../store/records.ts";
import { has, loginKey, mfaOfKey, signingCertificateKey, sshKeyKey } from "./records.ts";

/** The message of DeleteUser's DeleteConflict for the first thing that is there ("Cannot delete entity, must delete login profile first."). */
export function userBelonging(reader: Reader, accountId: string, user: UserRecord): string | undefined {
  const mustGo = (what: string): string => `Cannot delete entity, must ${what} first.`;
  if (reader.get(loginKey(accountId, user.id)) !== undefined) return mustGo("delete login profile");
  if (has(reader, mfaOfKey(accountId, user.id))) return mustGo("delete MFA device");
  if (has(reader, signingCertificateKey(accountId, user.id))) return mustGo("delete signing certificates");
  return has(reader, sshKeyKey(accountId, user.id)) ? mustGo("delete SSH public keys") : undefined;
}
