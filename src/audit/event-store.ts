/**
 * The events' records. Calls to one account and Region lie together in time order, a handful to a record ("chunk"), so that writing costs the same
 * however many there are, and the newest page is read without looking at the rest.
 *
 *     ["audit", "event", category, account, region, lastMs, chunkId] -> events in JSON, one a line, oldest first
 *     ["audit", "event-age", lastMs, chunkId]                        -> what one batch wrote, to be removed together: keys and bytes
 *     ["audit", "event-bytes"]                                       -> bytes of all chunks
 */
import type { TrailEvent } from "../kit/ports/event-history.ts";
import type { Key, RecordStore, Transaction } from "../storage/record-store.ts";
import { CHUNK_SPAN_MS_MAX, EVENT_RETENTION_MS, PRUNE_BATCH_MAX } from "./limits.ts";

/** An event with its exact time, which its text gives in seconds. */
export interface TimedEvent {
  readonly timeMs: number;
  readonly event: TrailEvent;
}

interface AgeRecord {
  readonly keys: readonly Key[];
  readonly bytes: number;
}

const BYTES_KEY: Key = ["audit", "event-bytes"];
const AGE_PREFIX: Key = ["audit", "event-age"];

export function streamPrefix(category: string, accountId: string, region: string): Key {
  return ["audit", "event", category, accountId, region];
}

/** Writes a batch in one transaction and returns the bytes that all events now take. Times must not fall. */
export async function writeEvents(
  records: RecordStore,
  events: readonly TimedEvent[],
  chunkId: string,
): Promise<number> {
  const chunks = chunksOf(events, chunkId);
  const bytes = chunks.reduce((sum, { value }) => sum + value.length, 0);
  const age: AgeRecord = { keys: chunks.map(({ key }) => key), bytes };
  const lastMs = events.at(-1)?.timeMs ?? 0;
  return records.transact((transaction) => {
    for (const { key, value } of chunks) transaction.put(key, value);
    transaction.put([...AGE_PREFIX, lastMs, chunkId], encode(age));
    return addBytes(transaction, bytes);
  });
}

interface Chunk {
  readonly key: Key;
  readonly value: Uint8Array;
}

function chunksOf(events: readonly TimedEvent[], chunkId: string): readonly Chunk[] {
  const open = new Map<string, TimedEvent[]>();
  const closed: TimedEvent[][] = [];
  for (const timed of events) {
    const { eventCategory, recipientAccountId, awsRegion } = timed.event;
    const stream = `${eventCategory}/${recipientAccountId}/${awsRegion}`;
    const chunk = open.get(stream);
    if (chunk !== undefined && timed.timeMs - (chunk[0]?.timeMs ?? 0) <= CHUNK_SPAN_MS_MAX) chunk.push(timed);
    else {
      const next = [timed];
      open.set(stream, next);
      closed.push(next);
    }
  }
  return closed.map((chunk, index) => chunkOf(chunk, `${chunkId}-${index}`));
}

function chunkOf(events: readonly TimedEvent[], chunkId: string): Chunk {
  const last = events.at(-1) as TimedEvent;
  const { eventCategory, recipientAccountId, awsRegion } = last.event;
  const lines = events.map(({ event }) => JSON.stringify(event)).join("\n");
  const key = [...streamPrefix(eventCategory, recipientAccountId, awsRegion), last.timeMs, chunkId];
  return { key, value: Buffer.from(lines) };
}

/**
 * Removes the oldest batches: those past their retention, then as many as it takes to be within `bytesMax`. Small transactions, until nothing is
 * left to remove or the signal is aborted.
 */
export async function pruneEvents(
  records: RecordStore,
  bounds: { readonly nowMs: number; readonly bytesMax: number },
  signal: AbortSignal,
): Promise<void> {
  let more = true;
  while (more && !signal.aborted) more = await records.transact((transaction) => pruneBatch(transaction, bounds));
}

function pruneBatch(transaction: Transaction, bounds: { readonly nowMs: number; readonly bytesMax: number }): boolean {
  let bytes = readBytes(transaction);
  let removed = 0;
  const oldest = transaction.range({ prefix: AGE_PREFIX, limit: PRUNE_BATCH_MAX });
  for (const { key, value } of oldest) {
    const isOld = Number(key[AGE_PREFIX.length]) < bounds.nowMs - EVENT_RETENTION_MS;
    if (!isOld && bytes <= bounds.bytesMax) break;
    const age = decode<AgeRecord>(value);
    for (const chunk of age.keys) transaction.delete(chunk);
    transaction.delete(key);
    bytes -= age.bytes;
    removed += 1;
  }
  if (removed > 0) transaction.put(BYTES_KEY, encode({ bytes }));
  return removed === PRUNE_BATCH_MAX;
}

function addBytes(transaction: Transaction, delta: number): number {
  const bytes = readBytes(transaction) + delta;
  transaction.put(BYTES_KEY, encode({ bytes }));
  return bytes;
}

function readBytes(transaction: Transaction): number {
  const value = transaction.get(BYTES_KEY);
  return value === undefined ? 0 : decode<{ readonly bytes: number }>(value).bytes;
}

const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const decode = <T>(value: Uint8Array): T => JSON.parse(Buffer.from(value).toString()) as T;
