/** KMS as its operations see it, and the type of a handler. */
import type * as Sdk from "@aws-sdk/client-kms";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { createLastUses, type LastUses } from "./keys/last-uses.ts";
import { createMaterials, type Materials } from "./material/materials.ts";
import { createNobleThread, type NobleThread } from "./crypto/noble-thread.ts";
import { sweepDue } from "./keys/sweep.ts";
import { SWEEP_INTERVAL_MS } from "./limits.ts";
import { createRecordCache, type RecordCache } from "./record-cache.ts";

export interface KmsDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
  /** Users and roles that key policies and grants name. */
  readonly principals: PolicyPrincipals;
}

export interface Kms extends KmsDependencies {
  readonly cache: RecordCache;
  readonly materials: Materials;
  readonly lastUses: LastUses;
  readonly noble: NobleThread;
  /** Writes what is still to be written and ends the worker thread. */
  close(): Promise<void>;
}

export type KmsSdk = typeof Sdk;
export type KmsOperation<Name extends OperationName<KmsSdk> & string> = Operation<KmsSdk, Name, Kms>;

export function createKms(dependencies: KmsDependencies): Kms {
  const noble = createNobleThread();
  const lastUses = createLastUses(dependencies);
  const { records, runtime } = dependencies;
  const sweep = (): Promise<void> =>
    sweepDue(records, runtime.clock.nowMs())
      .then(() => undefined)
      .catch((error: unknown) => runtime.log.warn("deleted keys were not swept", { cause: String(error) }));
  let sweeping = sweep();
  const stopSweep = runtime.timers.every(SWEEP_INTERVAL_MS, () => (sweeping = sweep()));
  return {
    ...dependencies,
    cache: createRecordCache(),
    materials: createMaterials(dependencies.sealer),
    lastUses,
    noble,
    async close() {
      stopSweep();
      await sweeping;
      await Promise.all([lastUses.close(), noble.close()]);
    },
  };
}
