import type { Event, LookupEventsRequest } from "@aws-sdk/client-cloudtrail";
import type { TrailEvent } from "../../../kit/ports/event-history.ts";
import type { CloudTrailOperation } from "../cloudtrail.ts";
import { invalidEventCategory, invalidMaxResults, invalidTimeRange } from "../errors.ts";
import { resourceName, userNameOf } from "../event-names.ts";
import { LOOKUP_PAGE_MAX } from "../limits.ts";
import { lookupFilter } from "../lookup-filter.ts";
import { decodeToken, encodeToken } from "../lookup-token.ts";

/**
 * The management events of one account and Region in the last 90 days, newest first.
 *
 * A page has at most 50 events; when a filter finds nothing in 64 MiB of events it is short, with a token. Checks, in order: event category,
 * page size, attributes, time range, token (assumed). Events are there at once; AWS takes minutes.
 *
 * @throws {InvalidEventCategoryException} @throws {InvalidMaxResultsException} @throws {InvalidLookupAttributesException}
 * @throws {InvalidTimeRangeException} @throws {InvalidNextTokenException} all 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html (read 2026-11-23)
 */
export const lookupEvents: CloudTrailOperation<"LookupEvents"> = {
  access: () => [{ action: "cloudtrail:LookupEvents", resource: "*" }],
  async handle(input, { accountId, region }, { history }) {
    const { EventCategory: category, MaxResults: limit = LOOKUP_PAGE_MAX } = input;
    if (category !== undefined && category !== "insight") throw invalidEventCategory();
    if (!Number.isInteger(limit) || limit < 1 || limit > LOOKUP_PAGE_MAX) throw invalidMaxResults(limit);
    const filter = lookupFilter(input.LookupAttributes);
    const { startMs, endMs } = timeRange(input);
    const after = decodeToken(input.NextToken, input);
    // AWS: Insights events exist only for trails that enable Insights, and there is none that does.
    if (category === "insight") return { Events: [] };
    const place = { accountId, region, category: "Management" } as const;
    const page = await history.lookup({ ...place, filter, limit, startMs, endMs, after });
    return {
      Events: page.events.map(eventOf),
      NextToken: page.next === undefined ? undefined : encodeToken(page.next, input),
    };
  },
};

function timeRange({ StartTime, EndTime }: LookupEventsRequest): { startMs?: number; endMs?: number } {
  const [startMs, endMs] = [StartTime?.getTime(), EndTime?.getTime()];
  if (startMs !== undefined && endMs !== undefined && startMs > endMs) throw invalidTimeRange();
  return { ...(startMs === undefined ? {} : { startMs }), ...(endMs === undefined ? {} : { endMs }) };
}

function eventOf(event: TrailEvent): Event {
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    AccessKeyId: event.userIdentity.accessKeyId,
    EventTime: new Date(event.eventTime),
    EventSource: event.eventSource,
    Username: userNameOf(event),
    Resources: (event.resources ?? []).map((resource) => ({
      ResourceType: resource.type,
      ResourceName: resourceName(resource),
    })),
    CloudTrailEvent: JSON.stringify(event),
  };
}
