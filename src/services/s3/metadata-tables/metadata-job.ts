/**
 * Writes the metadata tables: what waits for a journal becomes one commit, however much it is; an inventory and an annotation table are first filled by a walk over the bucket, and then the rows of keys
 * that changed are replaced, every few minutes. What is done is noted in the transaction of the commit, so nothing is written twice or left out, wherever a crash comes.
 *
 * A table that was deleted, or whose key is not to be used, has FAILED from then on, as on S3. What only the store did not take is tried again at the next run.
 */
import { ServiceError } from "../../../kit/errors.ts";
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import { dropFromLog, type LogEntry, readLog } from "../../../storage/commit-log.ts";
import type { Job } from "../jobs/jobs.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { metadataChangedPrefix, metadataTablesKey } from "../store/keys.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { backfillStep } from "./backfill.ts";
import { JOURNAL_FIELDS } from "./columns.ts";
import { rowsOfKey } from "./current-rows.ts";
import {
  CHANGED_KEYS_MAX,
  JOURNAL_ROWS_MAX,
  METADATA_BUCKETS_MAX,
  METADATA_INTERVAL_MS,
  METADATA_REFRESH_MS,
} from "./metadata-limits.ts";
import {
  bucketsWithMetadata,
  type CurrentKind,
  forgetProgress,
  journalQueue,
  type MetadataTables,
  metadataTables,
  type TableState,
} from "./metadata-record.ts";
import { faultOfWrite } from "./table-faults.ts";
import { fieldsOf, metadataCaller, putStatus, type Target, type Writing } from "./table-target.ts";
import { withTexts } from "./with-texts.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const KINDS: readonly CurrentKind[] = ["inventory", "annotation"];

export function metadataJob(writing: Writing): Job {
  const { records } = writing;
  /** State time of the last refresh, by table. Forgotten with the process: then tables are refreshed at once. */
  const refreshed = new Map<string, number>();
  return {
    name: "metadata tables",
    intervalMs: METADATA_INTERVAL_MS,
    async run(signal) {
      for (const name of await records.read(bucketsWithMetadata)) {
        const found = await records.read((reader) => {
          const bucket = readBucket(reader, name);
          return bucket === undefined ? undefined : { bucket, tables: metadataTables.read(reader, bucket) };
        });
        if (signal.aborted) return;
        if (found?.tables === undefined) await clearBucket(writing, name);
        else await serve(writing, { ...found, tables: found.tables, refreshed, signal });
      }
      if (refreshed.size > METADATA_BUCKETS_MAX) refreshed.clear();
    },
  };
}

/** Gives new tables their first state at once, so that they can be read. */
export async function beginTables(writing: Writing, bucket: BucketRecord): Promise<void> {
  const tables = await writing.records.read((reader) => metadataTables.read(reader, bucket));
  for (const kind of ["journal", ...KINDS] as const) {
    const target = targetOf(bucket, kind, tables?.[kind]);
    if (target === undefined || target.table.status === "ACTIVE") continue;
    await guarded(writing, target, async () => {
      const port = await writing.tables();
      await port.write({
        arn: target.table.arn,
        caller: metadataCaller(bucket),
        fields: fieldsOf(kind),
        rows: [],
        nowMs: writing.runtime.clock.nowMs(),
        alongside(transaction) {
          if (kind === "journal") putStatus(transaction, target, { status: "ACTIVE" });
        },
      });
    });
  }
}

interface Serving {
  readonly bucket: BucketRecord;
  readonly tables: MetadataTables;
  readonly refreshed: Map<string, number>;
  readonly signal: AbortSignal;
}

async function serve(writing: Writing, { bucket, tables, refreshed, signal }: Serving): Promise<void> {
  const journal = targetOf(bucket, "journal", tables.journal);
  if (journal !== undefined)
    await guarded(writing, journal, () => writeJournal(writing, journal, tables.journal.expirationDays));
  for (const kind of KINDS) {
    const target = targetOf(bucket, kind, tables[kind]);
    if (target === undefined || signal.aborted) continue;
    await guarded(writing, target, async () => {
      if (target.table.status === "BACKFILLING") {
        while (!signal.aborted && !(await backfillStep(writing, target)));
        return;
      }
      const nowMs = writing.runtime.clock.nowMs();
      const id = `${kind} ${bucket.name}`;
      if (nowMs - (refreshed.get(id) ?? -Infinity) < METADATA_REFRESH_MS) return;
      while (!signal.aborted && !(await refreshStep(writing, target)));
      refreshed.set(id, nowMs);
    });
  }
}

function targetOf(bucket: BucketRecord, kind: Target["kind"], table: TableState | undefined): Target | undefined {
  if (table?.arn === undefined || table.status === "FAILED") return undefined;
  return { bucket, kind, table: { ...table, arn: table.arn } };
}

/** A table that cannot be written any more has FAILED; other troubles are told and left for the next run. */
async function guarded(writing: Writing, target: Target, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const fault = faultOfWrite(error);
    const where = { bucket: target.bucket.name, table: target.kind };
    const cause = error instanceof ServiceError ? `${error.code}: ${error.message}` : String(error);
    writing.runtime.log.warn("cannot write a metadata table", { ...where, cause });
    if (fault !== undefined) await setStatus(writing, target, { status: "FAILED", fault });
  }
}

function setStatus({ records }: Writing, target: Target, change: Partial<TableState>): Promise<void> {
  return records.transact((transaction) => putStatus(transaction, target, change));
}

/** All that waits, in commits of a bounded number of rows. Also makes the first state of a new table, and lets old records expire. */
async function writeJournal(writing: Writing, target: Target, expirationDays: number | undefined): Promise<void> {
  const { records, runtime } = writing;
  const queue = journalQueue(target.bucket.name);
  const tables = await writing.tables();
  for (;;) {
    const entries = await records.read((reader) => readLog(reader, queue, JOURNAL_ROWS_MAX));
    const nowMs = runtime.clock.nowMs();
    const beforeMs = expirationDays === undefined ? undefined : nowMs - expirationDays * DAY_MS;
    await tables.write({
      arn: target.table.arn,
      caller: metadataCaller(target.bucket),
      fields: JOURNAL_FIELDS,
      rows: entries.map(({ value }: LogEntry) => decodeRecord<TableRow>(value)),
      expiring: { column: "record_timestamp", beforeMs },
      nowMs,
      alongside(transaction) {
        dropFromLog(transaction, queue, entries);
        if (target.table.status === "CREATING") putStatus(transaction, target, { status: "ACTIVE" });
      },
    });
    if (entries.length < JOURNAL_ROWS_MAX) return;
  }
}

/** Replaces the rows of some keys that changed; true when none is left. */
async function refreshStep(writing: Writing, target: Target): Promise<boolean> {
  const { bucket, kind, table } = target;
  if (kind === "journal") return true;
  const prefix = metadataChangedPrefix(bucket.name, kind);
  const found = await writing.records.read((reader) => {
    const entries = reader.range({ prefix, limit: CHANGED_KEYS_MAX });
    const keys = entries.map(({ key }) => String(key.at(-1)));
    return { entries, keys, rows: keys.flatMap((key) => rowsOfKey(reader, bucket, kind, key)) };
  });
  const { entries, keys } = found;
  if (keys.length === 0) return true;
  const tables = await writing.tables();
  await tables.write({
    arn: table.arn,
    caller: metadataCaller(bucket),
    fields: fieldsOf(kind),
    rows: await withTexts(writing, bucket, found.rows),
    replaced: { column: kind === "inventory" ? "key" : "object_key", texts: keys },
    nowMs: writing.runtime.clock.nowMs(),
    alongside(transaction) {
      // What changed again meanwhile stays for the next time.
      for (const { key, value } of entries) if (isSame(transaction.get(key), value)) transaction.delete(key);
    },
  });
  return keys.length < CHANGED_KEYS_MAX;
}

function isSame(now: Uint8Array | undefined, then: Uint8Array): boolean {
  return now !== undefined && Buffer.compare(now, then) === 0;
}

/** The bucket or its configuration is gone: nothing waits for its tables any more. */
async function clearBucket({ records }: Writing, name: string): Promise<void> {
  const queue = journalQueue(name);
  for (;;) {
    const isDone = await records.transact((transaction) => {
      const bucket = readBucket(transaction, name);
      if (bucket !== undefined && metadataTables.read(transaction, bucket) !== undefined) return true;
      const entries = readLog(transaction, queue, 1_000);
      dropFromLog(transaction, queue, entries);
      for (const kind of KINDS) forgetProgress(transaction, name, kind);
      const isChanged = KINDS.some(
        (kind) => transaction.range({ prefix: metadataChangedPrefix(name, kind), limit: 1 }).length > 0,
      );
      if (entries.length > 0 || isChanged) return false;
      transaction.delete(metadataTablesKey(name));
      return true;
    });
    if (isDone) return;
  }
}
