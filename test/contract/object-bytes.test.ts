import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Durability } from "../../src/storage/durability.ts";
import type { Extents } from "../../src/storage/objects.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { collect, patterned } from "./bytes.ts";
import { openMemoryStorage } from "../../src/storage/memory-storage.ts";
import { openStorage } from "../../src/storage/open-storage.ts";
import { objectBytesSuite, testRuntime } from "./object-bytes-suite.ts";

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

test("what was packed is read, shared and given up in relaxed durability too, and no file of packs changes", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "lakebed.data-"));
  const open = (durability: Durability): Promise<Storage> =>
    openStorage(testRuntime(), { dataDirectory, records: "lmdb", blobs: "filesystem", durability, packBytes: 4096 });
  const keep = async (storage: Storage, seed: number): Promise<Extents> => {
    const staged = await storage.bytes.stage(patterned(3000, seed));
    return storage.records.transact((transaction) => staged.commit(transaction));
  };
  try {
    const strict = await open("group");
    const packed = [await keep(strict, 1), await keep(strict, 2), await keep(strict, 3)];
    await strict.close();
    const files = await readdir(join(dataDirectory, "packs"));
    const relaxed = await open("relaxed");
    expect((await keep(relaxed, 4))[0]?.kind).toBe("inline");
    const [first = [], second = []] = packed;
    await relaxed.records.transact((transaction) => relaxed.bytes.release(transaction, first));
    await relaxed.bytes.sweep(0);
    expect(Buffer.compare(await collect(relaxed.bytes.read(second)), patterned(3000, 2))).toBe(0);
    await relaxed.close();
    expect(await readdir(join(dataDirectory, "packs"))).toEqual(files);
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
});
