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
import { userIdentity } from "./user-identity.ts";

const EVENT_VERSION = "1.11";
/** AWS: events of services with one global endpoint are recorded as of us-east-1 (CloudTrail user guide, "Global service events"). */
const GLOBAL_SOURCES: ReadonlySet<string> = new Set(["iam.amazonaws.com", "organizations.amazonaws.com"]);
const GLOBAL_REGION = "us-east-1";

export function trailEvents(entry: AuditEntry, ids: Ids): readonly TrailEvent[] {
  const resources = entry.resources.map(trailResource).filter((resource) => resource !== undefined);
  const recipients = recipientsOf(entry, resources);
  const event = eventFor(entry, resources);
  const [first] = recipients;
  if (recipients.length === 1 && first !== undefined)
    return [{ ...event, eventID: ids.uuid(), recipientAccountId: first }];
  const sharedEventID = ids.uuid();
  return recipients.map((recipientAccountId) => ({ ...event, eventID: ids.uuid(), recipientAccountId, sharedEventID }));
}

function recipientsOf({ caller, errorCode }: AuditEntry, resources: readonly TrailResource[]): readonly string[] {
  if (errorCode !== undefined || resources.length === 0) return [caller.accountId];
  const owners = resources.map(({ accountId }) => accountId).filter((id) => id !== undefined && /^\d{12}$/.test(id));
  return [...new Set([caller.accountId, ...(owners as string[])])];
}

function eventFor(
  entry: AuditEntry,
  resources: readonly TrailResource[],
): Omit<TrailEvent, "eventID" | "recipientAccountId"> {
  const { caller, eventSource, errorCode, errorMessage } = entry;
  const userAgent = caller.origin?.userAgent;
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: userIdentity(caller),
    eventTime: isoSeconds(entry.timeMs),
    eventSource,
    eventName: entry.operation,
    awsRegion: GLOBAL_SOURCES.has(eventSource) ? GLOBAL_REGION : caller.region,
    sourceIPAddress: caller.origin?.sourceIp ?? caller.calledVia?.at(-1) ?? eventSource,
    ...(userAgent === undefined ? {} : { userAgent: userAgent.slice(0, EVENT_TEXT_MAX) }),
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(errorMessage === undefined ? {} : { errorMessage: errorMessage.slice(0, EVENT_TEXT_MAX) }),
    requestParameters: entry.requestParameters ?? null,
    responseElements: entry.responseElements ?? null,
    requestID: entry.requestId,
    readOnly: entry.isReadOnly,
    ...(resources.length === 0 ? {} : { resources }),
    eventType: "AwsApiCall",
    managementEvent: entry.isManagement,
    eventCategory: entry.isManagement ? "Management" : "Data",
  };
}
