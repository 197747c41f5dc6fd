/**
 * Destroys what is past its date: keys whose deletion is due and imported material that expired. Nothing depends on its being on time, because
 * readers go by the clock; it sees to it that destroyed material is really gone from the disk.
 */
import type { RecordStore } from "../../../storage/record-store.ts";
import { dueKey, importKey, type ImportRecord, keyKey, type KeyRecord, type Place, readRecord } from "../records.ts";
import { removeKey } from "./deletion.ts";

/** Entries that one transaction takes. */
const SWEEP_BATCH_MAX = 100;

/** Takes all that is due at `nowMs`; resolves with how many entries that were. */
export async function sweepDue(records: RecordStore, nowMs: number): Promise<number> {
  const first = await records.read((reader) => reader.range({ prefix: dueKey(), end: dueKey(nowMs + 1), limit: 1 }));
  if (first.length === 0) return 0;
  let swept = 0;
  for (;;) {
    const count = await records.transact((transaction) => {
      const due = transaction.range({ prefix: dueKey(), end: dueKey(nowMs + 1), limit: SWEEP_BATCH_MAX });
      for (const { key: entry } of due) {
        const [, dueMs, kind, accountId, region, id, version] = entry;
        transaction.delete(entry);
        if (typeof accountId !== "string" || typeof region !== "string" || typeof id !== "string") continue;
        const place: Place = { accountId, region };
        if (kind === "key") {
          const key = readRecord<KeyRecord>(transaction, keyKey(place, id));
          if (key?.deletion?.dueMs === dueMs) removeKey(transaction, place, id, nowMs);
        } else if (typeof version === "number") {
          const record = readRecord<ImportRecord>(transaction, importKey(place, id, version));
          if (record?.validToMs === dueMs) transaction.delete(importKey(place, id, version));
        }
      }
      return due.length;
    });
    swept += count;
    if (count < SWEEP_BATCH_MAX) return swept;
  }
}
