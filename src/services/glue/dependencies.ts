/**
 * What the Glue service is made over; wired in `app/compose.ts`.
 */
import type { Authorizer } from "../../auth/authorize.ts";
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { PolicyPrincipals } from "../../kit/ports/policy-principals.ts";
import type { RoleSessions } from "../../kit/ports/role-sessions.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface GlueDependencies {
  readonly records: RecordStore;
  /** Where crawlers look. */
  readonly objects: ObjectStore;
  /** As whom crawlers look. */
  readonly roles: RoleSessions;
  /** Users and roles that the catalog's policy names. */
  readonly principals: PolicyPrincipals;
  /** Whether that role may write what was found. */
  readonly authorizer: Authorizer;
  readonly runtime: Runtime;
}
