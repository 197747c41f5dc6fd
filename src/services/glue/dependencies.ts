/**
 * What the Glue service is made over; wired in `app/compose.ts`.
 */
import type { ObjectStore } from "../../kit/ports/object-store.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface GlueDependencies {
  readonly records: RecordStore;
  /** Where crawlers look. */
  readonly objects: ObjectStore;
  readonly runtime: Runtime;
}
