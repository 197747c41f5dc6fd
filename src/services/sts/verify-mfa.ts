/** The MFA device and code that a call may carry. */
import type { Principal } from "../../auth/principal.ts";
import type { Identities } from "../../kit/ports/identities.ts";
import { mfaFailed, mfaImpossible, mfaIncomplete } from "./errors.ts";

export interface PassedMfa {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

export function hasMfa({ SerialNumber, TokenCode }: PassedMfa): boolean {
  return SerialNumber !== undefined && TokenCode !== undefined;
}

/**
 * True when a code was given and is right; false when none was given.
 * @throws {ServiceError} AccessDenied: serial number without code or the other way round; a caller that can have no device; a wrong code
 */
export async function verifyMfa(identities: Identities, principal: Principal, passed: PassedMfa): Promise<boolean> {
  const { SerialNumber, TokenCode } = passed;
  if (SerialNumber === undefined && TokenCode === undefined) return false;
  if (SerialNumber === undefined || TokenCode === undefined) throw mfaIncomplete();
  if (principal.type !== "user" && principal.type !== "root") throw mfaImpossible();
  if (!(await identities.verifyMfa(principal, SerialNumber, TokenCode))) throw mfaFailed();
  return true;
}
