/** IAM as its operations see it. */
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface IamDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
}

export interface Iam extends IamDependencies {}

export function createIam(dependencies: IamDependencies): Iam {
  return dependencies;
}
