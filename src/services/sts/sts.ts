/** STS as its operations see it. */
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface StsDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
}

export interface Sts extends StsDependencies {}

export function createSts(dependencies: StsDependencies): Sts {
  return dependencies;
}
