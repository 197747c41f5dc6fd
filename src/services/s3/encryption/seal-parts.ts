/** What sealing needs of the service. */
import type { Keys } from "../../../kit/ports/keys.ts";
import type { Sealer } from "../../../kit/ports/sealer.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import type { BaseEncryption } from "./base-encryption.ts";
import type { KeyCache } from "./key-cache.ts";

/** What sealing objects needs besides KMS. */
export interface Encryption {
  readonly base: BaseEncryption;
  readonly sealer: Sealer;
  readonly openKeys: KeyCache;
}

export interface SealParts {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  /** KMS, made when it is first needed. */
  readonly keys: () => Keys | Promise<Keys>;
  readonly encryption: Encryption;
}
