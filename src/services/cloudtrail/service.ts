/** CloudTrail: one row for every operation of its client. */
import type * as Sdk from "@aws-sdk/client-cloudtrail";
import type { OperationTable } from "../../kit/operation.ts";
import { missingOperations } from "./missing-operations.ts";
import type { CloudTrail } from "./cloudtrail.ts";
import { lookupEvents } from "./operations/lookup-events.ts";

export const cloudTrailOperations: OperationTable<typeof Sdk, CloudTrail> = {
  ...missingOperations,
  LookupEvents: lookupEvents,
};
