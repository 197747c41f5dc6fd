/**
 * Counts requests as S3's request metrics do, for each configuration of a bucket, under the names that CloudWatch has for them. They are there from the moment of the configuration on, and
 * begin anew with each start of the server, as all metrics here do.
 *
 * A bucket without configurations costs nothing: while no bucket has one the gateway does not even ask, and then a request costs a look into a map.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html (read 2026-11-29: "Amazon S3 request metrics in CloudWatch")
 */
import type { AnsweredCall, CallWatcher } from "../../../kit/ports/call-watcher.ts";
import type { Metrics } from "../../../runtime/metrics.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { throughOf } from "../access-points/through.ts";
import type { Job } from "../jobs/jobs.ts";
import { bucketOf } from "../logging/log-record.ts";
import { readCurrentObject } from "../store/read-version.ts";
import { METERED_FILTERS_MAX, METERING_REFRESH_MS, TAG_LOOKUPS_MAX } from "./metering-limits.ts";
import { meteredBuckets, type Metering, type RequestFilter } from "./metrics-configuration.ts";

/** As CloudWatch names them, in the order of its page. */
export const REQUEST_METRICS = [
  "AllRequests",
  "GetRequests",
  "PutRequests",
  "DeleteRequests",
  "HeadRequests",
  "PostRequests",
  "SelectRequests",
  "ListRequests",
  "BytesDownloaded",
  "BytesUploaded",
  "4xxErrors",
  "5xxErrors",
] as const;
export type RequestMetric = (typeof REQUEST_METRICS)[number];

export interface FilterFigures {
  readonly filterId: string;
  readonly counts: Readonly<Record<RequestMetric, number>>;
  /** Of all requests, milliseconds. */
  readonly averageLatencyMs: number;
}

export interface RequestMeter extends CallWatcher {
  readonly job: Job;
  /** Looks up what is to be counted. */
  refresh(): Promise<void>;
  /** What was counted for a bucket since the start of the server, by filter id. */
  figuresOf(bucket: string): readonly FilterFigures[];
}

interface Meter {
  readonly filter: RequestFilter | undefined;
  readonly counts: Record<RequestMetric, number>;
  latencyMs: number;
  readonly observe: (seconds: number) => void;
  readonly labels: Readonly<Record<string, string>>;
}

type Meters = ReadonlyMap<string, Meter>;

export function createRequestMeter({
  records,
  runtime,
}: {
  readonly records: RecordStore;
  readonly runtime: Pick<Runtime, "metrics" | "log">;
}): RequestMeter {
  const { metrics, log } = runtime;
  let buckets = new Map<string, Meters>();
  let lookups = 0;

  async function refresh(): Promise<void> {
    const found = await records.read(meteredBuckets);
    let left = METERED_FILTERS_MAX;
    const next = new Map<string, Meters>();
    for (const [{ name }, meterings] of found) {
      const counted = meterings.slice(0, left);
      left -= counted.length;
      if (counted.length < meterings.length)
        log.warn("not all metrics configurations are counted for", { bucket: name });
      next.set(name, metersOf(metrics, name, counted, buckets.get(name)));
    }
    buckets = next;
  }

  /** Tags cost a read, so they are looked up when the answer has gone. */
  async function countTagged(call: Counted, meters: readonly Meter[]): Promise<void> {
    lookups += 1;
    try {
      const { bucket, key = "" } = call;
      const version = await records.read((reader) => readCurrentObject(reader, bucket, key));
      const tags = version?.tags ?? [];
      const holds = ({ filter }: Meter): boolean =>
        (filter?.tags ?? []).every(([name, value]) => tags.some((tag) => tag[0] === name && tag[1] === value));
      for (const meter of meters) if (holds(meter)) count(metrics, meter, call);
    } catch (error) {
      log.debug("a request was not counted by tags", { cause: String(error) });
    } finally {
      lookups -= 1;
    }
  }

  return {
    get isWatching() {
      return buckets.size > 0;
    },
    answered(answered) {
      const bucket = bucketOf(answered);
      const meters = buckets.get(bucket);
      if (meters === undefined) return;
      const call = countedOf(answered, bucket);
      const tagged: Meter[] = [];
      for (const meter of meters.values()) {
        if (!isFor(meter.filter, call)) continue;
        if (meter.filter?.tags === undefined) count(metrics, meter, call);
        else tagged.push(meter);
      }
      if (tagged.length > 0 && lookups < TAG_LOOKUPS_MAX) void countTagged(call, tagged);
    },
    refresh,
    figuresOf: (bucket) => [...(buckets.get(bucket) ?? [])].map(([filterId, meter]) => figures(filterId, meter)),
    job: { name: "request-metrics", intervalMs: METERING_REFRESH_MS, run: refresh },
  };
}

/** What was counted already goes on, also when the filter of an id is another one now. */
function metersOf(
  metrics: Metrics,
  bucket: string,
  meterings: readonly Metering[],
  before: Meters | undefined,
): Meters {
  return new Map(
    meterings.map(({ id, filter }) => {
      const known = before?.get(id);
      return [id, known === undefined ? newMeter(metrics, { bucket, id, filter }) : { ...known, filter }] as const;
    }),
  );
}

function newMeter(metrics: Metrics, { bucket, id, filter }: Metering & { readonly bucket: string }): Meter {
  const labels = { bucket, filter: id };
  const counts = Object.fromEntries(REQUEST_METRICS.map((name) => [name, 0])) as Record<RequestMetric, number>;
  return {
    filter,
    labels,
    counts,
    latencyMs: 0,
    observe: metrics.observer("lakebed_s3_first_byte_latency_seconds", labels),
  };
}

interface Counted {
  readonly bucket: string;
  /** Of requests for one object. */
  readonly key: string | undefined;
  readonly accessPointArn: string | undefined;
  readonly elapsedMs: number;
  readonly amounts: readonly (readonly [RequestMetric, number])[];
}

function countedOf(call: AnsweredCall, bucket: string): Counted {
  const { Key: key } = (call.input ?? {}) as { readonly Key?: string };
  const kind = kindOf(call, key);
  const amounts: (readonly [RequestMetric, number])[] = [
    ["AllRequests", 1],
    ...(kind === undefined ? [] : [[kind, 1] as const]),
    ["BytesDownloaded", call.answerBytes ?? 0],
    ["BytesUploaded", call.bodyBytes ?? 0],
    ["4xxErrors", call.status >= 400 && call.status < 500 ? 1 : 0],
    ["5xxErrors", call.status >= 500 ? 1 : 0],
  ];
  const { elapsedMs } = call;
  return { bucket, key, accessPointArn: throughOf(call.input ?? {})?.target?.arn, elapsedMs, amounts };
}

const LISTS: ReadonlySet<string> = new Set([
  "ListMultipartUploads",
  "ListObjects",
  "ListObjectsV2",
  "ListObjectVersions",
  "ListParts",
]);

/** AWS: GET, PUT and DELETE are of objects; many deletes in one request are DeleteRequests, and no PostRequests. */
function kindOf({ operation, method }: AnsweredCall, key: string | undefined): RequestMetric | undefined {
  if (LISTS.has(operation)) return "ListRequests";
  if (operation === "SelectObjectContent") return "SelectRequests";
  if (operation === "DeleteObjects") return "DeleteRequests";
  if (method === "HEAD") return "HeadRequests";
  if (method === "POST") return "PostRequests";
  return key === undefined ? undefined : METHODS[method];
}

const METHODS: Readonly<Record<string, RequestMetric | undefined>> = {
  GET: "GetRequests",
  PUT: "PutRequests",
  DELETE: "DeleteRequests",
};

/** Tags aside. */
function isFor(filter: RequestFilter | undefined, { key, accessPointArn }: Counted): boolean {
  if (filter === undefined) return true;
  if (filter.accessPointArn !== undefined && filter.accessPointArn !== accessPointArn) return false;
  const isOfObjects = filter.prefix !== undefined || filter.tags !== undefined;
  return !isOfObjects || (key !== undefined && key.startsWith(filter.prefix ?? ""));
}

function count(metrics: Metrics, meter: Meter, { amounts, elapsedMs }: Counted): void {
  for (const [name, amount] of amounts) {
    if (amount === 0) continue;
    meter.counts[name] += amount;
    metrics.count("lakebed_s3_request_metrics_total", { ...meter.labels, metric: name }, amount);
  }
  meter.latencyMs += elapsedMs;
  meter.observe(elapsedMs / 1000);
}

function figures(filterId: string, { counts, latencyMs }: Meter): FilterFigures {
  const { AllRequests: all } = counts;
  return { filterId, counts: { ...counts }, averageLatencyMs: all === 0 ? 0 : latencyMs / all };
}
