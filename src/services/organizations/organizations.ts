/** Organizations as its operations see it. */
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface OrganizationsDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
}

export interface Organizations extends OrganizationsDependencies {}

export function createOrganizations(dependencies: OrganizationsDependencies): Organizations {
  return dependencies;
}
