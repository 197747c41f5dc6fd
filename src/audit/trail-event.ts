/**
 * From an entry to CloudTrail's event, version 1.11, one for each account that receives it: the caller's, and the owner's when the resource
 * belongs to another account (then both carry the same `sharedEventID`).
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html (read 2026-11-23)
 */
import type { AuditEntry } from "../kit/ports/audit-trail.ts";
import type { TrailEvent, TrailResource } from "../kit/ports/event-history.ts";
import type { Ids } from "../runtime/ids.ts";
import { isoSeconds } from "./iso-seconds.ts";
import { EVENT_TEXT_MAX } from "./limits.ts";
import { trailResource } from "./trail-resources.ts";
import { userIdentity, vouchedIdentity } from "./user-identity.ts";

const EVENT_VERSION = "1.11";
/** AWS: events of services with one global endpoint are recorded as of us-east-1 (CloudTrail user guide, "Global service events"). */
const GLOBAL_SOURCES: ReadonlySet<string> = new Set(["iam.amazonaws.com", "organizations.amazonaws.com"]);
const GLOBAL_REGION = "us-east-1";

/** This is done for every call, so the event is made once, member by member in CloudTrail's order, and copied only for a second recipient. */
type Draft = { -readonly [Member in keyof TrailEvent]: TrailEvent[Member] };

export function trailEvents(entry: AuditEntry, ids: Ids): readonly TrailEvent[] {
  const resources = resourcesOf(entry);
  const event = eventFor(entry, resources, ids.uuid());
  const others = entry.errorCode === undefined ? otherOwners(entry.caller.accountId, resources) : NONE;
  const [owner] = others;
  if (owner === undefined) return [event];
  // Whoever calls without a signature has no account: the event is the owner's alone.
  if (entry.caller.principal.type === "anonymous") return [{ ...event, recipientAccountId: owner }];
  event.sharedEventID = ids.uuid();
  return [event, ...others.map((recipientAccountId) => ({ ...event, eventID: ids.uuid(), recipientAccountId }))];
}

const NONE: readonly string[] = [];

function resourcesOf({ resources }: AuditEntry): readonly TrailResource[] {
  const found: TrailResource[] = [];
  for (const arn of resources) {
    const resource = trailResource(arn);
    if (resource !== undefined) found.push(resource);
  }
  return found;
}

/** Accounts that own a resource and are not the caller's. */
function otherOwners(accountId: string, resources: readonly TrailResource[]): readonly string[] {
  const isOther = (owner: string | undefined): owner is string =>
    owner !== undefined && owner !== accountId && /^\d{12}$/.test(owner);
  const owners = resources.map((resource) => resource.accountId).filter(isOther);
  return owners.length < 2 ? owners : [...new Set(owners)];
}

function eventFor(entry: AuditEntry, resources: readonly TrailResource[], eventID: string): Draft {
  const { caller, eventSource, errorCode, errorMessage } = entry;
  const { userAgent, sourceIp } = caller.origin ?? {};
  const event: Partial<Draft> = {
    eventVersion: EVENT_VERSION,
    userIdentity: (caller.principal.type === "anonymous" ? vouchedIdentity(entry) : undefined) ?? userIdentity(caller),
    eventTime: isoSeconds(entry.timeMs),
    eventSource,
    eventName: entry.operation,
    awsRegion: GLOBAL_SOURCES.has(eventSource) ? GLOBAL_REGION : caller.region,
    sourceIPAddress: sourceIp ?? caller.calledVia?.at(-1) ?? eventSource,
  };
  if (userAgent !== undefined) event.userAgent = userAgent.slice(0, EVENT_TEXT_MAX);
  if (errorCode !== undefined) event.errorCode = errorCode;
  if (errorMessage !== undefined) event.errorMessage = errorMessage.slice(0, EVENT_TEXT_MAX);
  event.requestParameters = entry.requestParameters ?? null;
  event.responseElements = entry.responseElements ?? null;
  event.requestID = entry.requestId;
  event.eventID = eventID;
  event.readOnly = entry.isReadOnly;
  if (resources.length > 0) event.resources = resources;
  event.eventType = "AwsApiCall";
  event.managementEvent = entry.isManagement;
  event.recipientAccountId = caller.accountId;
  event.eventCategory = entry.isManagement ? "Management" : "Data";
  return event as Draft;
}
