/** CloudTrail as its operations see it. */
import type * as Sdk from "@aws-sdk/client-cloudtrail";
import type { Operation, OperationName } from "../../kit/operation.ts";
import type { EventHistory } from "../../kit/ports/event-history.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import type { RecordStore } from "../../storage/record-store.ts";

export interface CloudTrailDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly history: EventHistory;
}

export interface CloudTrail extends CloudTrailDependencies {}

export type CloudTrailOperation<Name extends OperationName<typeof Sdk> & string> = Operation<
  typeof Sdk,
  Name,
  CloudTrail
>;

export function createCloudTrail(dependencies: CloudTrailDependencies): CloudTrail {
  return dependencies;
}
