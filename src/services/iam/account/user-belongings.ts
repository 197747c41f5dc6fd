/**
 * What a user has in `account/` that must go before the user can: sign-in, MFA devices, SSH keys, certificates, service credentials.
 */
import type { Reader } from "../../../storage/record-store.ts";
import type { UserRecord } from "../store/records.ts";

/** The message of DeleteUser's DeleteConflict for the first thing that is there ("Cannot delete entity, must delete login profile first."). */
export function userBelonging(_reader: Reader, _accountId: string, _user: UserRecord): string | undefined {
  return undefined;
}
