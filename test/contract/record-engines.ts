/** The record stores that the contract is run on. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbRecordStore } from "../../src/storage/engines/lmdb/record-store.ts";
import { DURABILITIES, type Durability } from "../../src/storage/durability.ts";
import { openMemoryRecordStore } from "../../src/storage/engines/memory/record-store.ts";
import type { RecordStore } from "../../src/storage/record-store.ts";

export interface OpenedStore<Store> {
  readonly store: Store;
  /** Closes the store and opens it again on the same state; absent where there is none. */
  readonly reopen?: () => Promise<Store>;
  readonly dispose: () => Promise<void>;
}

export interface RecordEngine {
  readonly name: string;
  open(): Promise<OpenedStore<RecordStore>>;
}

export const RECORD_ENGINES: readonly RecordEngine[] = [
  {
    name: "memory",
    async open() {
      const store = openMemoryRecordStore();
      return { store, dispose: () => store.close() };
    },
  },
  {
    name: "memory with replay",
    async open() {
      const store = openMemoryRecordStore({ replay: true });
      return { store, dispose: () => store.close() };
    },
  },
  ...DURABILITIES.map(lmdb),
];

function lmdb(durability: Durability): RecordEngine {
  return {
    name: durability === "group" ? "lmdb" : `lmdb, ${durability}`,
    async open() {
      const directory = await mkdtemp(join(tmpdir(), "lakebed.records-"));
      let store = await openLmdbRecordStore(directory, { durability });
      return {
        store,
        async reopen() {
          await store.close();
          store = await openLmdbRecordStore(directory, { durability });
          return store;
        },
        async dispose() {
          await store.close();
          await rm(directory, { recursive: true, force: true });
        },
      };
    },
  };
}
