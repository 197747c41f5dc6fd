/** Organizations as its operations see it. */
import type * as Sdk from "@aws-sdk/client-organizations";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { AccountSetup } from "../../kit/ports/account-setup.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface OrganizationsDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly accountSetup: AccountSetup;
  /** Accounts one organization may have. */
  readonly accountQuota: number;
}

export interface Organizations {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly accountSetup: AccountSetup;
  readonly accountQuota: number;
}

export type OrganizationsSdk = typeof Sdk;
export type OrganizationsOperation<Name extends OperationName<OrganizationsSdk> & string> = Operation<
  OrganizationsSdk,
  Name,
  Organizations
>;

export function createOrganizations(dependencies: OrganizationsDependencies): Organizations {
  return dependencies;
}
