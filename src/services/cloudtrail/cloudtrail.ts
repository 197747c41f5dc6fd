/** CloudTrail as its operations see it. */
import type { EventHistory } from "../../kit/ports/event-history.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface CloudTrailDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly history: EventHistory;
}

export interface CloudTrail extends CloudTrailDependencies {}

export function createCloudTrail(dependencies: CloudTrailDependencies): CloudTrail {
  return dependencies;
}
