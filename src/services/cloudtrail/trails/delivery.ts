/**
 * Carries events into the buckets of trails: gzipped JSON files under AWS's names, one for each trail, Region and category that has something
 * new. A cursor says how far a trail is; it moves after the file is there, so a crash in between delivers the same events again under
 * another name, and none is lost. What cannot be delivered is tried again at the next round.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html (read 2026-11-23)
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { ServiceError } from "../../../kit/errors.ts";
import type { FollowPosition, FollowQuery, TrailEvent } from "../../../kit/ports/event-history.ts";
import type { CloudTrailDependencies } from "../dependencies.ts";
import { DELIVERY_LAG_MS, FILE_EVENTS_MAX } from "../limits.ts";
import { deliveryCaller, deliveryFolder } from "./check-bucket.ts";
import { DEFAULT_SELECTORS, isSelected } from "./event-selectors.ts";
import { listTrails, readCursor, readTrail, type TrailRecord, writeCursor, writeTrail } from "./trail-record.ts";

type Category = FollowQuery["category"];
type Deliverer = Pick<CloudTrailDependencies, "records" | "runtime" | "history" | "objects">;

const compress = promisify(gzip);
const GLOBAL_SOURCES: ReadonlySet<string> = new Set([
  "iam.amazonaws.com",
  "organizations.amazonaws.com",
  "sts.amazonaws.com",
]);

/** One round over all trails that log. */
export async function deliverAll(deliverer: Deliverer, signal: AbortSignal): Promise<void> {
  const trails = await deliverer.records.read((reader) => listTrails(reader));
  for (const trail of trails) {
    if (signal.aborted) return;
    if (trail.isLogging) await deliverTrail(deliverer, trail, deliverer.runtime.clock.nowMs() - DELIVERY_LAG_MS);
  }
}

/** Everything of one trail up to a time. A failure is noted with the trail and does not throw. */
export async function deliverTrail(deliverer: Deliverer, trail: TrailRecord, untilMs: number): Promise<void> {
  const { runtime, records } = deliverer;
  let count = 0;
  let deliveryError: string | undefined;
  try {
    for (const category of categoriesOf(trail)) {
      for (const region of await regionsOf(deliverer, trail, category))
        count += await deliverStream(deliverer, trail, { category, region, untilMs });
    }
  } catch (error) {
    deliveryError = error instanceof ServiceError ? error.code : "InternalError";
    runtime.log.warn("cannot deliver a trail's log file; trying again", { trail: trail.name, cause: String(error) });
  }
  if (count === 0 && deliveryError === undefined) return;
  const nowMs = runtime.clock.nowMs();
  await records.transact((transaction) => {
    const now = readTrail(transaction, trail);
    if (now === undefined) return;
    const deliveredMs = deliveryError === undefined ? nowMs : now.deliveredMs;
    writeTrail(transaction, { ...now, attemptMs: nowMs, deliveredMs, deliveryError });
  });
}

function categoriesOf({ selectors = DEFAULT_SELECTORS }: TrailRecord): readonly Category[] {
  const hasData = selectors.some(({ DataResources = [] }) => DataResources.length > 0);
  return hasData ? ["Management", "Data"] : ["Management"];
}

async function regionsOf({ history }: Deliverer, trail: TrailRecord, category: Category): Promise<readonly string[]> {
  return trail.isMultiRegion ? history.regions(trail.accountId, category) : [trail.homeRegion];
}

interface Stream {
  readonly category: Category;
  readonly region: string;
  readonly untilMs: number;
}

/** Number of events delivered. */
async function deliverStream(deliverer: Deliverer, trail: TrailRecord, stream: Stream): Promise<number> {
  const { records, history } = deliverer;
  const { category, region } = stream;
  const { accountId, startedMs = 0 } = trail;
  const begin: FollowPosition = [startedMs, ""];
  const cursor = (await records.read((reader) => readCursor(reader, trail, category, region))) ?? begin;
  // A trail that was stopped and started again begins anew.
  let after = cursor[0] < startedMs ? begin : cursor;
  let delivered = 0;
  for (;;) {
    const batch: TrailEvent[] = [];
    let next: FollowPosition | undefined = after;
    do {
      const page = await history.follow({ accountId, after: next, ...stream });
      batch.push(...page.events.filter((event) => isWanted(event, trail)));
      next = page.next;
      after = next ?? after;
    } while (next !== undefined && batch.length < FILE_EVENTS_MAX);
    if (batch.length > 0) await putFile(deliverer, trail, { region, events: batch });
    const position = after;
    await records.transact((transaction) => writeCursor(transaction, trail, { category, region, position }));
    delivered += batch.length;
    if (next === undefined) return delivered;
  }
}

function isWanted(event: TrailEvent, { includesGlobal, startedMs = 0, selectors }: TrailRecord): boolean {
  if (!includesGlobal && GLOBAL_SOURCES.has(event.eventSource)) return false;
  return Date.parse(event.eventTime) + 1_000 > startedMs && isSelected(event, selectors ?? DEFAULT_SELECTORS);
}

async function putFile(
  { objects, runtime }: Deliverer,
  trail: TrailRecord,
  { region, events }: { readonly region: string; readonly events: readonly TrailEvent[] },
): Promise<void> {
  const body = await compress(JSON.stringify({ Records: events }));
  const time = new Date(runtime.clock.nowMs()).toISOString();
  const day = time.slice(0, 10).replaceAll("-", "/");
  const minute = `${time.slice(0, 16).replaceAll(/[-:]/g, "")}Z`;
  const name = `${trail.accountId}_CloudTrail_${region}_${minute}_${runtime.ids.requestId()}.json.gz`;
  const key = `${deliveryFolder(trail)}${region}/${day}/${name}`;
  await objects.put(deliveryCaller(trail), trail.bucket, key, body, "application/json");
}
