/** IAM as its operations see it. */
import type * as Sdk from "@aws-sdk/client-iam";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { Guardrails } from "../../kit/ports/guardrails.ts";
import type { PermissionUses } from "../../kit/ports/permission-use.ts";
import type { Sealer } from "../../kit/ports/sealer.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";
import { type AwsPolicies, loadAwsPolicies } from "./managed-policies/aws-policies.ts";
import { createUses, type Uses } from "./uses.ts";

export interface IamDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly sealer: Sealer;
  /** What an organization lays over an account, for the simulator; nothing unless given. */
  readonly guardrails?: () => Guardrails | Promise<Guardrails>;
  /** Permissions that were really used, for reports; none unless given. */
  readonly permissionUses?: PermissionUses;
  /** Refuse policies with actions that no service has; not unless given. */
  readonly strictPolicies?: boolean;
}

export interface Iam extends Required<IamDependencies> {
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
  return {
    guardrails: () => ({ of: () => Promise.resolve(undefined) }),
    permissionUses: { of: () => Promise.resolve([]) },
    strictPolicies: false,
    ...dependencies,
    uses,
    awsPolicies: loadAwsPolicies,
    close: () => uses.close(),
  };
}
