/** The blob stores that the contract is run on. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { openFileBlobStore } from "../../src/storage/engines/filesystem/blob-store.ts";
import { openMemoryBlobStore } from "../../src/storage/engines/memory/blob-store.ts";

export interface BlobEngine {
  readonly name: string;
  open(): Promise<{ readonly store: BlobStore; readonly dispose: () => Promise<void> }>;
}

const runtime = systemRuntime(silentLog());

export const BLOB_ENGINES: readonly BlobEngine[] = [
  {
    name: "memory",
    async open() {
      const store = openMemoryBlobStore(runtime);
      return { store, dispose: () => store.close() };
    },
  },
  { name: "filesystem", open: () => openFiles(undefined) },
  { name: "filesystem, past the page cache", open: () => openFiles(0) },
];

async function openFiles(cachedWriteBytes: number | undefined): ReturnType<BlobEngine["open"]> {
  const directory = await mkdtemp(join(tmpdir(), "lakebed.blobs-"));
  const store = openFileBlobStore({ directory, ids: runtime.ids, clock: runtime.clock, cachedWriteBytes });
  return {
    store,
    async dispose() {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
