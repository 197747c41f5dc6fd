/** State in this process's memory: gone with it. For tests and `--ephemeral`. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Runtime } from "../runtime/runtime.ts";
import { CACHE_BYTES_MAX_DEFAULT, openLocalFiles } from "./engines/filesystem/local-files.ts";
import { openMemoryBlobStore } from "./engines/memory/blob-store.ts";
import { type MemoryRecordStoreOptions, openMemoryRecordStore } from "./engines/memory/record-store.ts";
import { createObjectBytes } from "./object-bytes.ts";
import type { Storage } from "./storage.ts";

export type StorageRuntime = Pick<Runtime, "clock" | "ids" | "timers" | "log" | "metrics">;

export async function openMemoryStorage(
  runtime: StorageRuntime,
  options: MemoryRecordStoreOptions = {},
): Promise<Storage> {
  const records = openMemoryRecordStore(options);
  const blobs = openMemoryBlobStore(runtime);
  // Engines that read files need real ones; they are made when first asked for and removed on close.
  const directory = join(tmpdir(), `lakebed-${runtime.ids.token(12)}`);
  const localFiles = await openLocalFiles({ directory, bytesMax: CACHE_BYTES_MAX_DEFAULT });
  const bytes = createObjectBytes({ records, blobs, localFiles, runtime });
  return {
    records,
    blobs,
    bytes,
    async close() {
      await bytes.close();
      await blobs.close();
      await records.close();
    },
  };
}
