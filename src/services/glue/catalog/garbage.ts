/**
 * Removes what a dropped table or database left behind, in transactions of at most `SWEEP_BATCH_RECORDS` records. Nothing here can
 * be seen by a client: the ids under which these records lie are named by nobody. A crash at any point leaves the
 * garbage record, and the next start goes on from there.
 */
import type { RecordStore, Transaction } from "../../../storage/record-store.ts";
import { SWEEP_BATCH_RECORDS } from "../limits.ts";
import {
  decodeRecord,
  encodeRecord,
  garbageKey,
  type GarbageRecord,
  partitionKey,
  tableKey,
  type TableRecord,
  versionKey,
} from "../records.ts";

/** Runs until no garbage is left or the signal is aborted. */
export async function sweepGarbage(records: RecordStore, signal: AbortSignal): Promise<void> {
  let more = true;
  while (more && !signal.aborted) more = await records.transact(sweepBatch);
}

/** One batch; false when there was nothing left to do. */
function sweepBatch(transaction: Transaction): boolean {
  const [first] = transaction.range({ prefix: garbageKey(), limit: 1 });
  if (first === undefined) return false;
  const garbage = decodeRecord<GarbageRecord>(first.value);
  const removed = garbage.kind === "table" ? sweepTable(transaction, garbage) : sweepDatabase(transaction, garbage);
  if (removed === 0) transaction.delete(first.key);
  return true;
}

function sweepTable(transaction: Transaction, garbage: GarbageRecord): number {
  const partitions = transaction.range({ prefix: partitionKey(garbage, garbage.id), limit: SWEEP_BATCH_RECORDS });
  const versions =
    partitions.length > 0
      ? []
      : transaction.range({ prefix: versionKey(garbage, garbage.id), limit: SWEEP_BATCH_RECORDS });
  for (const entry of [...partitions, ...versions]) transaction.delete(entry.key);
  return partitions.length + versions.length;
}

function sweepDatabase(transaction: Transaction, garbage: GarbageRecord): number {
  const tables = transaction.range({ prefix: tableKey(garbage, garbage.id), limit: SWEEP_BATCH_RECORDS });
  for (const entry of tables) {
    const { id } = decodeRecord<TableRecord>(entry.value);
    transaction.delete(entry.key);
    transaction.put(garbageKey(id), encodeRecord({ ...garbage, kind: "table", id } satisfies GarbageRecord));
  }
  return tables.length;
}
