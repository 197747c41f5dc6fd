/** What CloudTrail needs of the rest of the program. */
import type { Authorizer } from "../../auth/authorize.ts";
import type { EventHistory } from "../../kit/ports/event-history.ts";
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface CloudTrailDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly history: EventHistory;
  readonly objects: ObjectStore;
  readonly authorizer: Authorizer;
}
