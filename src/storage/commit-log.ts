/**
 * The commit log: what was committed, for those who act on it afterwards (deliver an event, replicate an object). An entry is opaque bytes and is appended in the
 * transaction that it tells of, so it is there exactly when the change is.
 *
 * Every consumer has queues of its own (a channel, and topics within it) and takes entries out once they are done: the place of the oldest entry is the
 * consumer's cursor, nothing waits for a slower consumer, and an entry whose transaction commits late (its stamp is taken before) is found all the same. One
 * log with cursors would need a settled horizon for that, and would lose what commits behind it.
 *
 * Nobody contends: the key is the time and an id that the writer brings, so no counter is read or written, and a writer touches no key that another one
 * does. Many writers of a group commit append side by side; on PostgreSQL they insert different rows. Order is the writers' clocks' order. Whoever needs the
 * exact order of the changes of one thing puts a number of that thing into the entry.
 *
 *     ["log", channel, topic, wallMs, id] -> the entry
 *
 * A queue is bounded by its consumer (`trimLog`): what is older than an age goes, then the oldest beyond a number. Age is the world's time.
 */
import type { Key, Reader, RecordStore, Transaction } from "./record-store.ts";

/** One queue: a consumer's channel, and a topic of its own choice within it. */
export interface LogQueue {
  readonly channel: string;
  readonly topic: string;
}

export interface LogEntry {
  /** When the change was made, wall time; taken before the transaction. */
  readonly wallMs: number;
  /** Unique among the entries of a queue with the same time. */
  readonly id: string;
  readonly value: Uint8Array;
}

export interface LogBounds {
  /** Entries with an earlier time are dropped. */
  readonly oldestMs: number;
  /** Entries beyond this number are dropped, the oldest first. */
  readonly entriesMax: number;
}

/** Entries that one transaction takes out. */
const DROPPED_PAGE = 1_000;
/** Entries that one step of counting reads. */
const COUNTED_PAGE = 1_000;

const entryKey = ({ channel, topic }: LogQueue, { wallMs, id }: Pick<LogEntry, "wallMs" | "id">): Key => [
  "log",
  channel,
  topic,
  wallMs,
  id,
];
const queuePrefix = ({ channel, topic }: LogQueue): Key => ["log", channel, topic];

export function appendToLog(transaction: Transaction, queue: LogQueue, entry: LogEntry): void {
  transaction.put(entryKey(queue, entry), entry.value);
}

/** The oldest entries, at most `limit` (1 to 10,000). */
export function readLog(reader: Reader, queue: LogQueue, limit: number): LogEntry[] {
  return reader.range({ prefix: queuePrefix(queue), limit }).map(({ key, value }) => ({ ...placeOf(key), value }));
}

/** Takes entries out that are done. */
export function dropFromLog(
  transaction: Transaction,
  queue: LogQueue,
  entries: readonly Pick<LogEntry, "wallMs" | "id">[],
): void {
  for (const entry of entries) transaction.delete(entryKey(queue, entry));
}

/** Topics of a channel that have entries, in order, at most `limit`; one read for each. */
export function topicsOf(reader: Reader, channel: string, limit: number, after?: string): string[] {
  const topics: string[] = [];
  let last = after;
  while (topics.length < limit) {
    // Times are numbers, and strings sort behind them: everything of the last topic is skipped.
    const start: { start?: Key } = last === undefined ? {} : { start: ["log", channel, last, ""] };
    const [first] = reader.range({ prefix: ["log", channel], ...start, limit: 1 });
    if (first === undefined) break;
    last = String(first.key[2]);
    topics.push(last);
  }
  return topics;
}

/** Drops what is out of bounds, in small transactions. Resolves with the number of entries dropped. */
export async function trimLog(records: RecordStore, queue: LogQueue, bounds: LogBounds): Promise<number> {
  const limit = await limitOf(records, queue, bounds);
  if (limit === undefined) return 0;
  let dropped = 0;
  for (;;) {
    const count = await records.transact((transaction) => {
      const entries = transaction.range({ prefix: queuePrefix(queue), end: limit, limit: DROPPED_PAGE });
      for (const { key } of entries) transaction.delete(key);
      return entries.length;
    });
    dropped += count;
    if (count < DROPPED_PAGE) return dropped;
  }
}

/** The first key that stays; undefined when all of them do. */
async function limitOf(records: RecordStore, queue: LogQueue, bounds: LogBounds): Promise<Key | undefined> {
  const prefix = queuePrefix(queue);
  const [oldest] = await records.read((reader) => reader.range({ prefix, limit: 1 }));
  if (oldest === undefined) return undefined;
  const byAge: Key = [...prefix, bounds.oldestMs];
  let count = 0;
  let start: { end?: Key } = {};
  for (;;) {
    const query = { prefix, ...start, reverse: true, limit: COUNTED_PAGE };
    const page = await records.read((reader) => reader.range(query));
    const over = page[bounds.entriesMax - count];
    // Counted from the newest on: this one is the first too many, and the key behind it the first that stays.
    if (over !== undefined) return maxKey(byAge, [...over.key, null]);
    count += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < COUNTED_PAGE || Number(last.key[3]) < bounds.oldestMs) break;
    start = { end: last.key };
  }
  return Number(oldest.key[3]) < bounds.oldestMs ? byAge : undefined;
}

/** The later one of two bounds of a queue. */
function maxKey(one: Key, other: Key): Key {
  return Number(one[3]) > Number(other[3]) ? one : other;
}

function placeOf(key: Key): { wallMs: number; id: string } {
  return { wallMs: Number(key[3]), id: String(key[4]) };
}
