/**
 * When a key was last used. Noted in memory and written in batches, so that using a key stays free of writes; a crash loses the uses of the
 * last second, nothing else.
 */
import type { RecordStore } from "../../../storage/record-store.ts";
import type { Runtime } from "../../../runtime/runtime.ts";
import { LAST_USE_DELAY_MS, LAST_USES_MAX } from "../limits.ts";
import { type LastUseRecord, lastUseKey, type Place, readRecord, writeRecord } from "../records.ts";

interface Noted {
  readonly place: Place;
  readonly keyId: string;
  readonly use: LastUseRecord;
}

export interface LastUses {
  note(place: Place, keyId: string, use: LastUseRecord): void;
  find(place: Place, keyId: string): Promise<LastUseRecord | undefined>;
  close(): Promise<void>;
}

export function createLastUses({ records, runtime }: { records: RecordStore; runtime: Runtime }): LastUses {
  let noted = new Map<string, Noted>();
  let stopTimer: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();
  const flush = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    const batch = noted;
    if (batch.size === 0) return;
    noted = new Map();
    writing = writing
      .then(() => writeUses(records, batch.values()))
      .catch((error: unknown) => runtime.log.warn("the last uses of keys were not written", { cause: String(error) }));
  };
  return {
    note(place, keyId, use) {
      noted.set(nameOf(place, keyId), { place: { accountId: place.accountId, region: place.region }, keyId, use });
      if (noted.size >= LAST_USES_MAX) flush();
      else stopTimer ??= runtime.timers.after(LAST_USE_DELAY_MS, flush);
    },
    async find(place, keyId) {
      flush();
      await writing;
      return await records.read((reader) => readRecord<LastUseRecord>(reader, lastUseKey(place, keyId)));
    },
    async close() {
      flush();
      await writing;
    },
  };
}

function writeUses(records: RecordStore, uses: Iterable<Noted>): Promise<void> {
  const batch = [...uses];
  return records.transact((transaction) => {
    for (const { place, keyId, use } of batch) writeRecord(transaction, lastUseKey(place, keyId), use);
  });
}

const nameOf = (place: Place, keyId: string): string => `${place.accountId}/${place.region}/${keyId}`;
