/**
 * Makes files of gathered lines in the target bucket: S3's log delivery service writes them, and the target's bucket policy must let it. A file is there before its lines leave the
 * queue, so a crash in between delivers them again under another name. Lines that cannot be delivered wait for a day.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html (read 2026-11-29: keys, and that delivery is on a best effort basis)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (read 2026-11-29: the bucket policy)
 */
import type { Caller } from "../../../auth/principal.ts";
import type { ObjectStore } from "../../../kit/ports/object-store.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { dropFromLog, type LogEntry, readLog, topicsOf, trimLog } from "../../../storage/commit-log.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { bucketArn } from "../arns.ts";
import type { Job } from "../jobs/jobs.ts";
import {
  LOG_AGE_MS_MAX,
  LOG_DELIVERY_MS,
  LOG_ENTRIES_MAX,
  LOG_FILE_ENTRIES,
  LOGGED_BUCKETS_MAX,
} from "./logging-limits.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { SERVER_LOG_CHANNEL, type ServerLog, type LoggedLines, linesQueue } from "./server-log.ts";
import { type Logging, readLogging } from "./logging.ts";

export interface LogDelivering {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly objects: () => Promise<ObjectStore>;
  readonly serverLog: ServerLog;
}

export function logDeliveryJob(delivering: LogDelivering): Job {
  const { records, serverLog } = delivering;
  return {
    name: "access log delivery",
    async run(signal) {
      await serverLog.refresh();
      await serverLog.flush();
      const buckets = await records.read((reader) => topicsOf(reader, SERVER_LOG_CHANNEL, LOGGED_BUCKETS_MAX));
      for (const bucket of buckets) {
        if (signal.aborted) return;
        await deliverBucket(delivering, bucket);
      }
    },
  };
}

interface Batch {
  readonly entries: readonly LogEntry[];
  readonly bucket: BucketRecord | undefined;
  readonly logging: Logging | undefined;
}

async function deliverBucket(delivering: LogDelivering, name: string): Promise<void> {
  const { records, runtime } = delivering;
  for (;;) {
    const { entries, bucket, logging } = await records.read((reader): Batch => {
      const found = readBucket(reader, name);
      return {
        entries: readLog(reader, linesQueue(name), LOG_FILE_ENTRIES),
        bucket: found,
        logging: found === undefined ? undefined : readLogging(reader, found),
      };
    });
    const [oldest] = entries;
    if (oldest === undefined) return;
    const batch = entries.map(({ value }) => decodeRecord<LoggedLines>(value));
    const isDue = runtime.clock.nowMs() - (batch[0]?.stateMs ?? 0) >= LOG_DELIVERY_MS;
    if (!isDue && entries.length < LOG_FILE_ENTRIES) return;
    try {
      if (bucket !== undefined && logging !== undefined) await deliver(delivering, { bucket, logging, batch });
    } catch (error) {
      runtime.log.warn("cannot deliver an access log; trying again", { bucket: name, cause: String(error) });
      const oldestMs = runtime.clock.wallMs() - LOG_AGE_MS_MAX;
      const count = await trimLog(records, linesQueue(name), { oldestMs, entriesMax: LOG_ENTRIES_MAX });
      if (count > 0) runtime.metrics.count("lakebed_s3_log_lines_dropped_total", { reason: "undelivered" }, count);
      return;
    }
    await records.transact((transaction) => dropFromLog(transaction, linesQueue(name), entries));
    if (entries.length < LOG_FILE_ENTRIES) return;
  }
}

interface Delivery {
  readonly bucket: BucketRecord;
  readonly logging: Logging;
  readonly batch: readonly LoggedLines[];
}

async function deliver({ objects, runtime }: LogDelivering, { bucket, logging, batch }: Delivery): Promise<void> {
  const caller: Caller = {
    principal: { type: "service", service: "logging.s3.amazonaws.com", accountId: bucket.accountId },
    accountId: bucket.accountId,
    region: bucket.region,
    conditions: { "aws:SourceArn": bucketArn(bucket.name), "aws:SourceAccount": bucket.accountId },
  };
  const store = await objects();
  for (const { timeMs, lines } of filesOf(logging, batch, runtime.clock.nowMs())) {
    const key = `${logging.targetPrefix}${logKey({ bucket, logging, timeMs, unique: runtime.ids.hex(8).toUpperCase() })}`;
    await store.put(caller, logging.targetBucket, key, Buffer.from(`${lines.join("\n")}\n`), "text/plain");
  }
}

interface LogFile {
  readonly timeMs: number;
  readonly lines: readonly string[];
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** AWS: with EventTime a file holds the events of one day, and its name has no time of day. */
function filesOf({ keyFormat }: Logging, batch: readonly LoggedLines[], nowMs: number): LogFile[] {
  if (keyFormat !== "event-time") return [{ timeMs: nowMs, lines: batch.flatMap(({ lines }) => lines) }];
  const days = new Map<number, string[]>();
  for (const { stateMs, lines } of batch) {
    const day = Math.floor(stateMs / DAY_MS) * DAY_MS;
    days.set(day, [...(days.get(day) ?? []), ...lines]);
  }
  return [...days].map(([timeMs, lines]) => ({ timeMs, lines }));
}

interface LogName {
  readonly bucket: BucketRecord;
  readonly logging: Logging;
  readonly timeMs: number;
  readonly unique: string;
}

function logKey({ bucket, logging, timeMs, unique }: LogName): string {
  const [day = "", time = ""] = new Date(timeMs).toISOString().slice(0, 19).split("T");
  const name = `${day}-${time.replaceAll(":", "-")}-${unique}`;
  if (logging.keyFormat === undefined || logging.keyFormat === "simple") return name;
  return `${bucket.accountId}/${bucket.region}/${bucket.name}/${day.replaceAll("-", "/")}/${name}`;
}
