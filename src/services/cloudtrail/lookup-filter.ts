/** The one attribute by which LookupEvents narrows, as a filter of the event history. Values are compared exactly and with case, as on AWS. */
import type { LookupAttribute } from "@aws-sdk/client-cloudtrail";
import type { EventQuery, TrailEvent } from "../../kit/ports/event-history.ts";
import { resourceName, userNameOf } from "./event-names.ts";
import { invalidLookupAttributes } from "./errors.ts";

type Filter = NonNullable<EventQuery["filter"]>;
type AcceptsOf = (value: string) => (event: TrailEvent) => boolean;

const ATTRIBUTES: Readonly<Record<string, AcceptsOf>> = {
  EventId: (value) => (event) => event.eventID === value,
  EventName: (value) => (event) => event.eventName === value,
  ReadOnly: (value) => (event) => String(event.readOnly) === value,
  Username: (value) => (event) => userNameOf(event) === value,
  ResourceType: (value) => (event) => event.resources?.some(({ type }) => type === value) === true,
  ResourceName: (value) => (event) =>
    event.resources?.some((resource) => resource.ARN === value || resourceName(resource) === value) === true,
  EventSource: (value) => (event) => event.eventSource === value,
  AccessKeyId: (value) => (event) => event.userIdentity.accessKeyId === value,
};

/** @throws {ServiceError} InvalidLookupAttributesException for more than one attribute, one that does not exist, or an empty value */
export function lookupFilter(attributes: readonly LookupAttribute[] = []): Filter | undefined {
  const [attribute] = attributes;
  if (attribute === undefined) return undefined;
  if (attributes.length > 1) throw invalidLookupAttributes("You can only specify one lookup attribute.");
  const { AttributeKey: key = "", AttributeValue: value = "" } = attribute;
  const acceptsOf = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (acceptsOf === undefined) throw invalidLookupAttributes("Lookup attribute key is not valid.");
  if (value === "") throw invalidLookupAttributes("Lookup attribute value is not valid.");
  return { text: textOf(key, value), accepts: acceptsOf(value) };
}

/** A text that every matching event's JSON has. The root user's events do not spell its name so. */
function textOf(key: string, value: string): string {
  if (key === "ReadOnly") return `"readOnly":${value}`;
  return key === "Username" && value === "root" ? "" : JSON.stringify(value).slice(1, -1);
}
