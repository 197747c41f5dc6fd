/** KMS as its operations see it. */
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface KmsDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
}

export interface Kms extends KmsDependencies {}

export function createKms(dependencies: KmsDependencies): Kms {
  return dependencies;
}
