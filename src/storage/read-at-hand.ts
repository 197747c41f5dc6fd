/** Reads at once where a store can, and says so by giving no promise. */
import type { Reader, RecordStore } from "./record-store.ts";

/** As `records.read`, with a value or throw instead of a promise when the store is local. */
export function readAtHand<T>(records: RecordStore, body: (reader: Reader) => T): T | Promise<T> {
  return records.local === undefined ? records.read(body) : body(records.local);
}
