/**
 * The refusals' records: a list for each request, because a query may be refused at several tables and a client may go on asking.
 *
 *     ["audit", "refusal", requestId]                        -> Refusal[], JSON
 *     ["audit", "refusal-time", timeMs, index, requestId]    -> account and principal, to find the newest and to remove the oldest
 *     ["audit", "refusal-count"]                             -> how many requests are kept
 */
import type { Key, RecordStore, Transaction } from "../storage/record-store.ts";
import { PRUNE_BATCH_MAX, REFUSAL_RETENTION_MS, REFUSALS_MAX, REFUSALS_PER_REQUEST_MAX } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

interface TimeRecord {
  readonly accountId: string;
  readonly principal: string;
}

const COUNT_KEY: Key = ["audit", "refusal-count"];
const TIME_PREFIX: Key = ["audit", "refusal-time"];
/** Times of refusals that one search for the newest looks at. */
const NEWEST_LOOKED_AT_MAX = 1_000;

const refusalKey = (requestId: string): Key => ["audit", "refusal", requestId];

/** Writes a batch in one transaction, and removes what is too much or too old. */
export async function writeRefusals(records: RecordStore, refusals: readonly Refusal[], nowMs: number): Promise<void> {
  await records.transact((transaction) => {
    let count = readCount(transaction);
    for (const [index, refusal] of refusals.entries()) count += addRefusal(transaction, refusal, index);
    count -= removeOldest(transaction, { count, nowMs });
    transaction.put(COUNT_KEY, encode({ count }));
  });
}

/** 1 when its request is new. The index in its batch keeps refusals of one millisecond in order. */
function addRefusal(transaction: Transaction, refusal: Refusal, index: number): 0 | 1 {
  const { requestId, timeMs, accountId, principal } = refusal;
  const value = transaction.get(refusalKey(requestId));
  const earlier = value === undefined ? [] : decode<readonly Refusal[]>(value);
  if (earlier.length >= REFUSALS_PER_REQUEST_MAX) return 0;
  transaction.put(refusalKey(requestId), encode([...earlier, refusal]));
  if (earlier.length > 0) return 0;
  transaction.put([...TIME_PREFIX, timeMs, index, requestId], encode({ accountId, principal } satisfies TimeRecord));
  return 1;
}

function removeOldest(
  transaction: Transaction,
  { count, nowMs }: { readonly count: number; readonly nowMs: number },
): number {
  const tooMany = Math.max(count - REFUSALS_MAX, 0);
  let removed = 0;
  for (const { key } of transaction.range({ prefix: TIME_PREFIX, limit: tooMany + PRUNE_BATCH_MAX })) {
    const [timeMs, , requestId] = key.slice(TIME_PREFIX.length) as [number, number, string];
    if (removed >= tooMany && timeMs >= nowMs - REFUSAL_RETENTION_MS) break;
    transaction.delete(refusalKey(requestId));
    transaction.delete(key);
    removed += 1;
  }
  return removed;
}

/** Everything that was refused to this request, in order; empty when nothing was, or it is no longer kept. */
export async function readRefusals(records: RecordStore, requestId: string): Promise<readonly Refusal[]> {
  const value = await records.get(refusalKey(requestId));
  return value === undefined ? [] : decode<readonly Refusal[]>(value);
}

/** The request id of the newest refusal for which `isWanted` holds. */
export async function newestRefusal(
  records: RecordStore,
  isWanted: (refusal: TimeRecord) => boolean,
): Promise<string | undefined> {
  const newest = await records.read((reader) =>
    reader.range({ prefix: TIME_PREFIX, reverse: true, limit: NEWEST_LOOKED_AT_MAX }),
  );
  const found = newest.find(({ value }) => isWanted(decode<TimeRecord>(value)));
  return found?.key.at(-1) as string | undefined;
}

function readCount(transaction: Transaction): number {
  const value = transaction.get(COUNT_KEY);
  return value === undefined ? 0 : decode<{ readonly count: number }>(value).count;
}

const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const decode = <T>(value: Uint8Array): T => JSON.parse(Buffer.from(value).toString()) as T;
