/** Which events a trail takes: the basic event selectors, their checks, and the question for one event. */
import type { DataResource, EventSelector } from "@aws-sdk/client-cloudtrail";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { TrailEvent } from "../../../kit/ports/event-history.ts";
import { invalidEventSelectors } from "../errors.ts";
import { DATA_RESOURCES_MAX, SELECTORS_MAX } from "../limits.ts";

/** AWS: what a trail has until it is told otherwise (API_GetEventSelectors.html). */
export const DEFAULT_SELECTORS: readonly EventSelector[] = [
  { ReadWriteType: "All", IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
];
const READ_WRITE: readonly (string | undefined)[] = ["All", "ReadOnly", "WriteOnly"];
/** AWS: only these high-volume sources can be left out (API_EventSelector.html). */
const EXCLUDABLE: readonly string[] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];
const OBJECTS = "AWS::S3::Object";
/** `arn:aws:s3` stands for all objects of all buckets, `arn:aws:s3:::` too. */
const OBJECT_ARN = /^arn:aws:s3(?::{0,3}|:::[a-z0-9.-]+\/.*)$/;

/** The selectors as they are kept. @throws {ServiceError} InvalidEventSelectorsException */
export function readSelectors(
  selectors: readonly EventSelector[] | undefined,
  recordsData: boolean,
): readonly EventSelector[] {
  if (selectors === undefined || selectors.length === 0 || selectors.length > SELECTORS_MAX)
    throw invalidEventSelectors(`Specify a valid number of selectors for your trail: 1 to ${SELECTORS_MAX}.`);
  const all = selectors.flatMap(({ DataResources = [] }) => DataResources);
  if (all.flatMap(({ Values = [] }) => Values).length > DATA_RESOURCES_MAX)
    throw invalidEventSelectors(`The trail has more than ${DATA_RESOURCES_MAX} data resources.`);
  if (all.length > 0 && !recordsData)
    throw new NotImplementedError(
      "cloudtrail",
      "PutEventSelectors with DataResources",
      "this server does not record calls on data: start it with --audit-data-events",
    );
  return selectors.map(readSelector);
}

function readSelector(selector: EventSelector): EventSelector {
  const { ReadWriteType = "All", IncludeManagementEvents = true, DataResources = [] } = selector;
  const { ExcludeManagementEventSources: excluded = [] } = selector;
  if (!READ_WRITE.includes(ReadWriteType)) throw invalidEventSelectors("The read-write type is not valid.");
  if (excluded.some((source) => !EXCLUDABLE.includes(source)))
    throw invalidEventSelectors("Only events of AWS KMS and the Amazon RDS Data API can be excluded.");
  for (const { Type, Values = [] } of DataResources) {
    if (Type !== OBJECTS) throw invalidEventSelectors("The only data resource type here is AWS::S3::Object.");
    if (Values.length === 0 || Values.some((value) => !OBJECT_ARN.test(value)))
      throw invalidEventSelectors("The values of a data resource are ARNs of objects: arn:aws:s3:::bucket/prefix.");
  }
  return { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources: excluded };
}

/** Whether any of the selectors takes the event. */
export function isSelected(event: TrailEvent, selectors: readonly EventSelector[]): boolean {
  return selectors.some((selector) => {
    const { ReadWriteType, IncludeManagementEvents, DataResources = [] } = selector;
    if (ReadWriteType === (event.readOnly ? "WriteOnly" : "ReadOnly")) return false;
    if (!event.managementEvent) return DataResources.some((resource) => covers(resource, event));
    return (
      IncludeManagementEvents !== false && selector.ExcludeManagementEventSources?.includes(event.eventSource) !== true
    );
  });
}

/** AWS: an object event is logged when the ARN of the object starts with the value; one without an object (a listing) by its bucket. */
function covers({ Values = [] }: DataResource, { resources = [] }: TrailEvent): boolean {
  return resources.some(({ ARN, type }) => {
    const arn = type === OBJECTS ? ARN : `${ARN}/`;
    return Values.some((value) => arn.startsWith(value));
  });
}
