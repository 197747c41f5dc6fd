/**
 * Writes down the calls to buckets with logging: lines are gathered in memory and written to the commit log every second, one entry for each bucket, from where a job makes files
 * of them (deliver-logs.ts). A crash loses the last second at most; AWS promises its logs on a best effort basis.
 *
 * Which buckets are logged is kept in memory and looked up again now and then, because other processes change it too.
 */
import type { CanonicalUserIds } from "../../../kit/canonical-user-id.ts";
import type { AnsweredCall, CallWatcher } from "../../../kit/ports/call-watcher.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { appendToLog, type LogQueue } from "../../../storage/commit-log.ts";
import type { RecordStore } from "../../../storage/record-store.ts";
import { LOG_BUFFER_CHARACTERS_MAX, LOG_FLUSH_MS } from "./logging-limits.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { encodeRecord } from "../store/record-codec.ts";
import { bucketOf, logRecords } from "./log-record.ts";
import { loggedBuckets } from "./logging.ts";

export interface ServerLog extends CallWatcher {
  /** Looks up which buckets are logged. */
  refresh(): Promise<void>;
  /** Writes what is gathered. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface ServerLogDependencies {
  readonly records: RecordStore;
  readonly runtime: Runtime;
  readonly canonicalUserIds: CanonicalUserIds;
}

export const SERVER_LOG_CHANNEL = "s3-access-log";

/** Lines of one bucket that wait for their file. */
export function linesQueue(bucket: string): LogQueue {
  return { channel: SERVER_LOG_CHANNEL, topic: bucket };
}

/** Lines that one process gathered within a second. */
export interface LoggedLines {
  /** State time of the newest. */
  readonly stateMs: number;
  readonly lines: readonly string[];
}

const ENTRY_ID_BYTES = 9;

export function createServerLog({ records, runtime, canonicalUserIds }: ServerLogDependencies): ServerLog {
  const { clock, ids, timers, log, metrics } = runtime;
  let buckets = new Map<string, BucketRecord>();
  let gathered = new Map<string, string[]>();
  let characters = 0;

  async function flush(): Promise<void> {
    if (gathered.size === 0) return;
    const writing = gathered;
    gathered = new Map();
    characters = 0;
    const [wallMs, stateMs, id] = [clock.wallMs(), clock.nowMs(), ids.token(ENTRY_ID_BYTES)];
    try {
      await records.transact((transaction) => {
        for (const [bucket, lines] of writing)
          appendToLog(transaction, linesQueue(bucket), { wallMs, id, value: encodeRecord({ stateMs, lines }) });
      });
    } catch (error) {
      metrics.count("lakebed_s3_log_lines_dropped_total", { reason: "store" });
      log.error("cannot keep lines of access logs", { cause: String(error) });
    }
  }
  const stop = timers.every(LOG_FLUSH_MS, flush);

  return {
    get isWatching() {
      return buckets.size > 0;
    },
    answered(call: AnsweredCall) {
      const bucket = buckets.get(bucketOf(call));
      if (bucket === undefined) return;
      const lines = logRecords(call, bucket, canonicalUserIds);
      characters += lines.reduce((sum, line) => sum + line.length, 0);
      if (characters > LOG_BUFFER_CHARACTERS_MAX)
        return metrics.count("lakebed_s3_log_lines_dropped_total", { reason: "buffer" }, lines.length);
      const waiting = gathered.get(bucket.name);
      if (waiting === undefined) gathered.set(bucket.name, lines);
      else waiting.push(...lines);
    },
    async refresh() {
      buckets = new Map((await records.read(loggedBuckets)).map((bucket) => [bucket.name, bucket]));
    },
    flush,
    async close() {
      stop();
      await flush();
    },
  };
}
