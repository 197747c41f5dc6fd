/** What every combination of engines must do under `ObjectBytes`. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { beforeEach, describe, expect, test } from "vitest";
import { BLOCK_BYTES } from "../../src/storage/block-checksums.ts";
import type { BlobId } from "../../src/storage/blob-store.ts";
import { type Extents, SMALL_BYTES_MAX } from "../../src/storage/objects.ts";
import { PACKED_BYTES_MIN } from "../../src/storage/packs/pack-records.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { silentLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { collect, isStorageError, patterned } from "./bytes.ts";

const MIB = 1024 * 1024;
const FAR_FUTURE_MS = 8e15;

export function objectBytesSuite(
  name: string,
  small: "inline" | "packed",
  openStorage: (runtime: ReturnType<typeof testRuntime>) => Promise<Storage>,
): void {
  describe(`object bytes on ${name}`, () => {
    let storage: Storage;
    const runtime = testRuntime();

    beforeEach(async () => {
      storage = await openStorage(runtime);
      return () => storage.close();
    });

    const keep = async (key: string, body: Uint8Array): Promise<Extents> => {
      const staged = await storage.bytes.stage(body);
      return storage.records.transact((transaction) => {
        const extents = staged.commit(transaction);
        transaction.put(["object", key], Buffer.from(JSON.stringify(extents)));
        return extents;
      });
    };
    const release = (extents: Extents): Promise<void> =>
      storage.records.transact((transaction) => storage.bytes.release(transaction, extents));
    const read = (extents: Extents, range?: { startBytes: number; endBytes: number }): Promise<Uint8Array> =>
      collect(storage.bytes.read(extents, range));
    const blobIds = async (): Promise<BlobId[]> => {
      const ids: BlobId[] = [];
      for await (const { id } of storage.blobs.list()) ids.push(id);
      return ids;
    };

    const kindOf = (size: number): "inline" | "packed" | "blob" => {
      if (size > SMALL_BYTES_MAX) return "blob";
      return size < PACKED_BYTES_MIN ? "inline" : small;
    };

    test.each([
      1,
      PACKED_BYTES_MIN - 1,
      PACKED_BYTES_MIN,
      4096,
      SMALL_BYTES_MAX,
      SMALL_BYTES_MAX + 1,
      MIB,
      MIB + 1,
      3 * MIB + 17,
    ])("%i bytes come back as they went in", async (size) => {
      const body = patterned(size);
      const extents = await keep("a", body);
      expect(extents.map(({ kind, sizeBytes }) => ({ kind, sizeBytes }))).toEqual([
        { kind: kindOf(size), sizeBytes: size },
      ]);
      expect(Buffer.compare(await read(extents), body)).toBe(0);
      const inline = await storage.records.read((reader) => storage.bytes.readSmall(reader, extents));
      expect(inline === undefined ? undefined : Buffer.compare(inline, body)).toBe(
        size <= SMALL_BYTES_MAX ? 0 : undefined,
      );
    });

    test("staged bytes tell the checksum of all of them", async () => {
      const sizes = [0, 1, SMALL_BYTES_MAX, SMALL_BYTES_MAX + 1, 4 * BLOCK_BYTES, 5 * BLOCK_BYTES + 17];
      for (const size of sizes) {
        const body = patterned(size);
        const staged = await storage.bytes.stage(inChunks(body, 65_537));
        expect(staged.crc32).toBe(crc32(body));
        await staged.discard();
      }
    });

    test("blobs whose summary has a checksum for every 256 KiB are read as they were", async () => {
      const body = patterned(MIB + 17);
      const extents = await keep("a", body);
      const summary = Buffer.alloc(9 + 4 * 5);
      summary[0] = 2;
      summary.writeDoubleLE(body.length, 1);
      for (let block = 0; block < 5; block += 1)
        summary.writeUInt32LE(crc32(body.subarray(block * 256 * 1024, (block + 1) * 256 * 1024)), 9 + 4 * block);
      await storage.records.transact((transaction) => transaction.put(["bytes", extents[0]?.id ?? ""], summary));
      expect(Buffer.compare(await read(extents), body)).toBe(0);
      const range = { startBytes: 300_000, endBytes: 600_000 };
      expect(Buffer.compare(await read(extents, range), body.subarray(300_000, 600_000))).toBe(0);
    });

    test("no bytes are no extents", async () => {
      const extents = await keep("a", new Uint8Array(0));
      expect(extents).toEqual([]);
      expect(await read(extents)).toHaveLength(0);
      expect(await storage.records.read((reader) => storage.bytes.readSmall(reader, extents))).toHaveLength(0);
    });

    test("a streamed body is taken in whatever its chunks are", async () => {
      for (const chunkBytes of [1000, 65_536, 700_001]) {
        const body = patterned(2 * MIB + 5);
        const staged = await storage.bytes.stage(inChunks(body, chunkBytes));
        expect(staged.sizeBytes).toBe(body.length);
        const extents = await storage.records.transact((transaction) => staged.commit(transaction));
        expect(Buffer.compare(await read(extents), body)).toBe(0);
      }
    });

    test("ranges across blocks and extents are exact", async () => {
      const parts = [patterned(MIB + 11, 1), patterned(100, 2), patterned(2 * MIB, 3)];
      const extents = (await Promise.all(parts.map((part, index) => keep(String(index), part)))).flat();
      const whole = Buffer.concat(parts);
      for (const [startBytes, endBytes] of [
        [0, 1],
        [MIB - 1, MIB + 1],
        [MIB + 5, MIB + 200],
        [0, whole.length],
        [whole.length - 1, whole.length],
        [7, 7],
      ] as const) {
        expect(
          Buffer.compare(await read(extents, { startBytes, endBytes }), whole.subarray(startBytes, endBytes)),
        ).toBe(0);
      }
    });

    test("a body that fails leaves nothing and passes its error on", async () => {
      const failure = new RangeError("client went away");
      const body = async function* (): AsyncGenerator<Uint8Array> {
        yield patterned(MIB);
        throw failure;
      };
      await expect(storage.bytes.stage(body())).rejects.toBe(failure);
      expect(await blobIds()).toEqual([]);
    });

    test("small discarded bytes have no owner, committed ones stay even when discarded by mistake", async () => {
      const given = await storage.bytes.stage(patterned(4096));
      await given.discard();
      const kept = await storage.bytes.stage(patterned(4096, 2));
      const extents = await storage.records.transact((transaction) => kept.commit(transaction));
      await kept.discard();
      expect(Buffer.compare(await read(extents), patterned(4096, 2))).toBe(0);
    });

    test("discarded bytes are gone, committed ones stay even when discarded by mistake", async () => {
      const given = await storage.bytes.stage(patterned(MIB));
      await given.discard();
      expect(await blobIds()).toEqual([]);
      const kept = await storage.bytes.stage(patterned(MIB));
      const extents = await storage.records.transact((transaction) => kept.commit(transaction));
      await kept.discard();
      expect(await read(extents)).toHaveLength(MIB);
    });

    test("shared bytes live until their last owner gives them up", async () => {
      for (const size of [100, 4096, MIB + 1]) {
        const body = patterned(size);
        const extents = await keep("a", body);
        const copy = await storage.records.transact((transaction) => storage.bytes.share(transaction, extents));
        await storage.records.transact((transaction) => storage.bytes.share(transaction, copy));
        await release(extents);
        await storage.bytes.sweep(FAR_FUTURE_MS);
        await release(extents);
        await storage.bytes.sweep(FAR_FUTURE_MS);
        expect(Buffer.compare(await read(copy), body)).toBe(0);
        await release(copy);
        await storage.bytes.sweep(FAR_FUTURE_MS);
        const again = storage.records.transact((transaction) => storage.bytes.share(transaction, copy));
        await expect(again).rejects.toSatisfy(isStorageError("corrupt"));
        // Packed bytes lie there until their pack is compacted.
        if (copy.every(({ kind }) => kind !== "packed"))
          await expect(read(copy)).rejects.toSatisfy(isStorageError("corrupt"));
        expect(await blobIds()).toEqual([]);
        const left = await storage.records.read((reader) =>
          reader.range({ limit: 10, start: ["bytes"], end: ["bytes~"] }),
        );
        // A pack stays, with a count of the bytes given up in it.
        expect(left.filter(({ key }) => key[0] !== "bytes-packs")).toEqual([]);
      }
    });

    test("bytes that were given up cannot be shared again", async () => {
      const extents = await keep("a", patterned(MIB));
      await release(extents);
      const again = storage.records.transact((transaction) => storage.bytes.share(transaction, extents));
      await expect(again).rejects.toSatisfy(isStorageError("corrupt"));
    });

    test("a release that is rolled back releases nothing", async () => {
      const extents = await keep("a", patterned(MIB));
      const failed = storage.records.transact((transaction) => {
        storage.bytes.release(transaction, extents);
        throw new RangeError("no");
      });
      await expect(failed).rejects.toThrow(RangeError);
      await storage.bytes.sweep(FAR_FUTURE_MS);
      expect(await read(extents)).toHaveLength(MIB);
    });

    test("a reader that has begun reads to the end although the bytes are released and swept", async () => {
      const first = await keep("a", patterned(2 * MIB, 1));
      const second = [...(await keep("b", patterned(100, 2))), ...(await keep("c", patterned(1000, 2)))];
      const extents = [...first, ...second];
      const iterator = storage.bytes.read(extents)[Symbol.asyncIterator]();
      const head = await iterator.next();
      await release(extents);
      expect(await storage.bytes.sweep(FAR_FUTURE_MS)).toBe(0);
      let total = (head.value as Uint8Array).length;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        total += next.value.length;
      expect(total).toBe(2 * MIB + 1100);
      await storage.bytes.sweep(FAR_FUTURE_MS);
      expect(await blobIds()).toEqual([]);
    });

    test("the sweep removes what nobody names, and never what is staged or kept", async () => {
      const kept = await keep("a", patterned(MIB, 1));
      const staged = await storage.bytes.stage(patterned(MIB, 2));
      const abandoned = await storage.blobs.create();
      await abandoned.write(patterned(MIB, 3));
      await abandoned.finish();
      const halfWritten = await storage.blobs.create();
      await halfWritten.write(patterned(9_000_000, 4));
      expect(await storage.bytes.sweep(0)).toBe(0);
      expect(await storage.bytes.sweep(FAR_FUTURE_MS)).toBe(2);
      const extents = await storage.records.transact((transaction) => staged.commit(transaction));
      expect(await storage.bytes.sweep(FAR_FUTURE_MS)).toBe(0);
      expect(Buffer.compare(await read(extents), patterned(MIB, 2))).toBe(0);
      expect(Buffer.compare(await read(kept), patterned(MIB, 1))).toBe(0);
      await halfWritten.abort();
    });

    test("a local file holds exactly the bytes, whatever they are made of", async () => {
      const big = await keep("a", patterned(MIB + 3, 1));
      const small = await keep("b", patterned(50, 2));
      for (const [extents, body] of [
        [big, patterned(MIB + 3, 1)],
        [small, patterned(50, 2)],
        [[...small, ...big], Buffer.concat([patterned(50, 2), patterned(MIB + 3, 1)])],
        [[], Buffer.alloc(0)],
      ] as const) {
        const [file, again] = await Promise.all([storage.bytes.localFile(extents), storage.bytes.localFile(extents)]);
        expect(again.path).toBe(file.path);
        expect(file.sizeBytes).toBe(body.length);
        expect(Buffer.compare(await readFile(file.path), body)).toBe(0);
        await file.release();
        await again.release();
      }
    });

    test("a local file is taken over and is gone from its place", async () => {
      for (const size of [10, 3 * MIB + 1]) {
        const path = join(tmpdir(), `lakebed-test-${runtime.ids.token(8)}`);
        await writeFile(path, patterned(size));
        const staged = await storage.bytes.stageFile(path);
        expect(staged.sizeBytes).toBe(size);
        const extents = await storage.records.transact((transaction) => staged.commit(transaction));
        expect(Buffer.compare(await read(extents), patterned(size))).toBe(0);
        await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
      }
    });

    test("a changed inline byte is noticed", async () => {
      const extents = await keep("a", patterned(100));
      const id = extents[0]?.id ?? "";
      await storage.records.transact((transaction) => {
        const record = transaction.get(["bytes", id]) as Uint8Array;
        record[50] = (record[50] ?? 0) ^ 1;
        transaction.put(["bytes", id], record);
      });
      await expect(read(extents)).rejects.toSatisfy(isStorageError("corrupt"));
      const inline = storage.records.read((reader) => storage.bytes.readSmall(reader, extents));
      await expect(inline).rejects.toSatisfy(isStorageError("corrupt"));
    });
  });
}

export function testRuntime() {
  return systemRuntime(silentLog());
}

async function* inChunks(body: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < body.length; offset += chunkBytes) yield body.subarray(offset, offset + chunkBytes);
}
