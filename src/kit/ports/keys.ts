/**
 * KMS for other services: envelope keys in the caller's name. Implemented by KMS. Every call is decided by key policy, grants and the caller's own
 * policies with `kms:ViaService` set from `caller.calledVia`, and fails with KMS's own `ServiceError`s.
 */
import type { Caller } from "../../auth/principal.ts";

export type EncryptionContext = Readonly<Record<string, string>>;

export interface DataKey {
  readonly keyArn: string;
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
}

export interface Keys {
  /** `keyId`: key id, key ARN, alias name or alias ARN; `alias/aws/<service>` is made when first used. 32 bytes. */
  generateDataKey(caller: Caller, keyId: string, context: EncryptionContext): Promise<DataKey>;
  decrypt(caller: Caller, ciphertext: Uint8Array, context: EncryptionContext): Promise<Uint8Array>;
}
