/**
 * CloudTrail: the event history, and trails that deliver it to S3. One row for every operation of its client; what is missing says why
 * (`missing-operations.ts`). Sources, gaps and deliberate differences are in README.md beside this file.
 */
import type * as Sdk from "@aws-sdk/client-cloudtrail";
import type { OperationTable } from "../../kit/operation.ts";
import type { CloudTrail } from "./cloudtrail.ts";
import { missingOperations } from "./missing-operations.ts";
import { addTags } from "./operations/add-tags.ts";
import { createTrail } from "./operations/create-trail.ts";
import { deleteTrail } from "./operations/delete-trail.ts";
import { describeTrails } from "./operations/describe-trails.ts";
import { getEventSelectors } from "./operations/get-event-selectors.ts";
import { getTrail } from "./operations/get-trail.ts";
import { getTrailStatus } from "./operations/get-trail-status.ts";
import { listTags } from "./operations/list-tags.ts";
import { listTrailsOperation } from "./operations/list-trails.ts";
import { lookupEvents } from "./operations/lookup-events.ts";
import { putEventSelectors } from "./operations/put-event-selectors.ts";
import { removeTags } from "./operations/remove-tags.ts";
import { startLogging } from "./operations/start-logging.ts";
import { stopLogging } from "./operations/stop-logging.ts";
import { updateTrail } from "./operations/update-trail.ts";

export const cloudTrailOperations: OperationTable<typeof Sdk, CloudTrail> = {
  ...missingOperations,
  AddTags: addTags,
  CreateTrail: createTrail,
  DeleteTrail: deleteTrail,
  DescribeTrails: describeTrails,
  GetEventSelectors: getEventSelectors,
  GetTrail: getTrail,
  GetTrailStatus: getTrailStatus,
  ListTags: listTags,
  ListTrails: listTrailsOperation,
  LookupEvents: lookupEvents,
  PutEventSelectors: putEventSelectors,
  RemoveTags: removeTags,
  StartLogging: startLogging,
  StopLogging: stopLogging,
  UpdateTrail: updateTrail,
};
