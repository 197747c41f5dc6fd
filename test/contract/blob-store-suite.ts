/** What every blob store must do. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RUN_BYTES, RunPool } from "../../src/runtime/run-pool.ts";
import type { BlobId, BlobStore, ByteRange } from "../../src/storage/blob-store.ts";
import type { BlobEngine } from "./blob-engines.ts";
import { collect, isStorageError, patterned } from "./bytes.ts";

const MIB = 1024 * 1024;
const ABSENT = "AAAAAAAAAAAAAAAAAAAAAAAA" as BlobId;

export function blobStoreSuite(engine: BlobEngine): void {
  describe(`the blob store on ${engine.name}`, () => {
    let store: BlobStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await engine.open());
    });
    afterEach(() => dispose());

    const write = async (body: Uint8Array, chunkBytes = body.length): Promise<BlobId> => {
      const writer = await store.create();
      for (let offset = 0; offset < body.length; offset += chunkBytes) {
        const chunk = new Uint8Array(body.subarray(offset, offset + chunkBytes));
        await writer.write(chunk);
        chunk.fill(0); // Resolved means that the chunk is the caller's again.
      }
      expect(await writer.finish()).toBe(body.length);
      return writer.id;
    };
    const read = (id: BlobId, range: ByteRange): Promise<Uint8Array> => collect(store.read(id, range));
    const listed = async (): Promise<{ id: BlobId; modifiedMs: number }[]> => {
      const found: { id: BlobId; modifiedMs: number }[] = [];
      for await (const entry of store.list()) found.push(entry);
      return found;
    };

    test.each([
      [0, 1],
      [1, 1],
      [100_000, 777],
      [MIB, MIB],
      [3 * MIB + 5, 65_536],
      [2 * MIB + 1, 300_000],
      [12 * MIB + 1, MIB],
    ])("%i bytes written in chunks of %i come back", async (size, chunkBytes) => {
      const body = patterned(size);
      const id = await write(body, chunkBytes);
      expect(Buffer.compare(await read(id, { startBytes: 0, endBytes: size }), body)).toBe(0);
    });

    test.each([
      ["all full", [RUN_BYTES, RUN_BYTES, RUN_BYTES]],
      ["the last one short", [RUN_BYTES, RUN_BYTES, 200_001]],
      ["one of some pages between", [RUN_BYTES, 40 * 4096, RUN_BYTES, 5]],
      ["one of no whole pages between", [RUN_BYTES, 200_001, RUN_BYTES, RUN_BYTES]],
    ])("bytes written from runs of memory that are used again come back: %s", async (_, sizes) => {
      const runs = new RunPool(1);
      const body = patterned(sizes.reduce((sum, size) => sum + size, 0));
      const writer = await store.create();
      let offset = 0;
      for (const size of sizes) {
        const run = await runs.take({ flushRun: () => {} });
        run.bytes.set(body.subarray(offset, offset + size));
        await writer.write(run.bytes.subarray(0, size));
        run.bytes.fill(0);
        runs.giveBack(run);
        offset += size;
      }
      expect(await writer.finish()).toBe(body.length);
      const back = await read(writer.id, { startBytes: 0, endBytes: body.length });
      expect(Buffer.compare(back, body)).toBe(0);
    });

    test("ranges are exact and come in chunks of at most 1 MiB", async () => {
      const body = patterned(3 * MIB);
      const id = await write(body);
      for (const [startBytes, endBytes] of [
        [0, 1],
        [5, 5],
        [MIB - 1, 2 * MIB + 1],
        [3 * MIB - 1, 3 * MIB],
        [1, 3 * MIB],
      ] as const) {
        expect(Buffer.compare(await read(id, { startBytes, endBytes }), body.subarray(startBytes, endBytes))).toBe(0);
      }
      for await (const chunk of store.read(id, { startBytes: 0, endBytes: 3 * MIB }))
        expect(chunk.length).toBeLessThanOrEqual(MIB);
    });

    test("many writers at once do not disturb each other", async () => {
      const ids = await Promise.all(
        Array.from({ length: 12 }, (_, index) => write(patterned(200_000, index + 1), 50_000)),
      );
      expect(new Set(ids).size).toBe(12);
      for (const [index, id] of ids.entries()) {
        expect(
          Buffer.compare(await read(id, { startBytes: 0, endBytes: 200_000 }), patterned(200_000, index + 1)),
        ).toBe(0);
      }
    });

    test("ids are safe file names and differ in what cannot be guessed", async () => {
      const ids = [await write(patterned(1)), await write(patterned(1))];
      for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{20,}$/);
      expect(ids[0]?.slice(-16)).not.toBe(ids[1]?.slice(-16));
    });

    test("a missing or short blob is corrupt", async () => {
      await expect(read(ABSENT, { startBytes: 0, endBytes: 1 })).rejects.toSatisfy(isStorageError("corrupt"));
      const id = await write(patterned(10));
      await expect(read(id, { startBytes: 0, endBytes: 11 })).rejects.toSatisfy(isStorageError("corrupt"));
      await expect(read(id, { startBytes: 20, endBytes: 30 })).rejects.toSatisfy(isStorageError("corrupt"));
    });

    test("a deleted blob is gone, deleting it again is fine, its reader may read on", async () => {
      const id = await write(patterned(3 * MIB));
      const iterator = store.read(id, { startBytes: 0, endBytes: 3 * MIB })[Symbol.asyncIterator]();
      let total = ((await iterator.next()).value as Uint8Array).length;
      await store.delete(id);
      await store.delete(id);
      await store.delete(ABSENT);
      await expect(read(id, { startBytes: 0, endBytes: 1 })).rejects.toSatisfy(isStorageError("corrupt"));
      if (store.localPath !== undefined || engine.name === "memory") {
        for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
          total += next.value.length;
        expect(total).toBe(3 * MIB);
      }
      await iterator.return?.();
    });

    test("an aborted writer leaves nothing, also after finish and when called twice", async () => {
      const half = await store.create();
      await half.write(patterned(3 * MIB));
      await half.abort();
      await half.abort();
      const whole = await store.create();
      await whole.write(patterned(10));
      await whole.finish();
      await whole.abort();
      expect(await listed()).toEqual([]);
    });

    test("the list names every finished blob with a time of its last write", async () => {
      const ids = await Promise.all([write(patterned(1)), write(patterned(2)), write(patterned(3))]);
      const found = await listed();
      expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      for (const { modifiedMs } of found) expect(modifiedMs).toBeGreaterThan(1_500_000_000_000);
    });

    test("where there are files, a path holds exactly the bytes, and a file can be taken over", async () => {
      if (store.localPath === undefined || store.adopt === undefined) return;
      const id = await write(patterned(12_345));
      expect(Buffer.compare(await readFile(store.localPath(id)), patterned(12_345))).toBe(0);
      const path = join(tmpdir(), `lakebed-adopt-${id}`);
      await writeFile(path, patterned(MIB + 1));
      const adopted = await store.adopt(path);
      expect(adopted.sizeBytes).toBe(MIB + 1);
      expect(Buffer.compare(await read(adopted.id, { startBytes: 0, endBytes: MIB + 1 }), patterned(MIB + 1))).toBe(0);
      await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
      expect((await listed()).map((entry) => entry.id).toSorted()).toEqual([adopted.id, id].toSorted());
    });

    test("after close every call is refused as closed", async () => {
      const id = await write(patterned(10));
      await store.close();
      await expect(store.create()).rejects.toSatisfy(isStorageError("closed"));
      await expect(read(id, { startBytes: 0, endBytes: 1 })).rejects.toSatisfy(isStorageError("closed"));
      await expect(store.delete(id)).rejects.toSatisfy(isStorageError("closed"));
      await expect(listed()).rejects.toSatisfy(isStorageError("closed"));
    });
  });
}
