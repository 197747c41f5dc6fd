/**
 * Records in this process's memory, for tests and `--ephemeral`. A body runs to its end before anything else does, which
 * makes transactions serializable without locks. With `replay`, every body runs twice and the first run is thrown away, as a remote
 * engine may do: that finds bodies that are not pure.
 */
import { OverlayTransaction } from "../../overlay-transaction.ts";
import type { RawReader, RawWriter } from "../../raw-records.ts";
import type { RecordStore } from "../../record-store.ts";
import { SortedEntries } from "../../sorted-entries.ts";
import { StorageError } from "../../storage-error.ts";
import { localReader, tupleTransaction } from "../../tuple-transaction.ts";

export interface MemoryRecordStoreOptions {
  readonly replay?: boolean;
}

export function openMemoryRecordStore(options: MemoryRecordStoreOptions = {}): RecordStore {
  const entries = new SortedEntries<Uint8Array>();
  let isClosed = false;
  const raw: RawReader & RawWriter = {
    get(key) {
      const value = entries.get(key);
      return value === undefined ? undefined : new Uint8Array(value);
    },
    visit(span, visitor) {
      for (const { key, value } of entries.range(span)) visitor(key, value, value.length);
    },
    put: (key, value) => entries.set(key, new Uint8Array(value)),
    delete: (key) => entries.delete(key),
  };
  let state = {};
  const openRaw: RawReader = {
    get(key) {
      checkOpen();
      return raw.get(key);
    },
    visit(span, visitor) {
      checkOpen();
      raw.visit(span, visitor);
    },
  };
  const reader = localReader(openRaw, () => state);
  const checkOpen = (): void => {
    if (isClosed) throw new StorageError("closed", "the record store is closed");
  };

  return {
    local: reader,
    async get(key) {
      return reader.get(key);
    },
    async read(body) {
      checkOpen();
      return body(reader);
    },
    async transact(body) {
      checkOpen();
      if (options.replay === true) body(tupleTransaction(new OverlayTransaction(raw)));
      const overlay = new OverlayTransaction(raw);
      const result = body(tupleTransaction(overlay));
      overlay.checkSize();
      if (!overlay.isEmpty) state = {};
      overlay.applyTo(raw);
      return result;
    },
    async close() {
      isClosed = true;
    },
  };
}
