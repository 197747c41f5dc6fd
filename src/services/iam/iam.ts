/** IAM as its operations see it. */
import type * as Sdk from "@aws-sdk/client-iam";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { type AwsPolicies, loadAwsPolicies } from "./managed-policies/aws-policies.ts";
import { createUses, type Uses } from "./uses.ts";

export interface IamDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
}

export interface Iam extends IamDependencies {
  /** Last uses of keys and roles that are noted and perhaps not written yet. */
  readonly uses: Uses;
  /** AWS's own managed policies; loaded when first asked for. */
  awsPolicies(): Promise<AwsPolicies>;
  /** Writes what is noted. */
  close(): Promise<void>;
}

export type IamSdk = typeof Sdk;
export type IamOperation<Name extends OperationName<IamSdk> & string> = Operation<IamSdk, Name, Iam>;

export function createIam(dependencies: IamDependencies): Iam {
  const uses = createUses(dependencies.records, dependencies.runtime);
  return { ...dependencies, uses, awsPolicies: loadAwsPolicies, close: () => uses.close() };
}
