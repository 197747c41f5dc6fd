import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openMemoryStorage } from "../../src/storage/memory-storage.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { objectBytesSuite } from "./object-bytes-suite.ts";

objectBytesSuite("memory", "inline", (runtime) => openMemoryStorage(runtime, { replay: true }));

objectBytesSuite("lmdb and files", "packed", async (runtime) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "lakebed.data-"));
  const storage = await openStorage(runtime, { dataDirectory, records: "lmdb", blobs: "filesystem" });
  return {
    ...storage,
    async close() {
      await storage.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
});
