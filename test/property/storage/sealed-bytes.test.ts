/**
 * Sealed bytes: whatever was sealed with whatever keys comes back whole and in ranges, none of it lies readable, one flipped bit is noticed before a byte of
 * its block is handed out, and other keys open nothing.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../../../src/runtime/log.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { BLOCK_BYTES } from "../../../src/storage/block-checksums.ts";
import type { BlobId } from "../../../src/storage/blob-store.ts";
import { type Extent, type Extents, SMALL_BYTES_MAX, type SealKeys } from "../../../src/storage/objects.ts";
import { openStorage } from "../../../src/storage/open-storage.ts";
import { entryBytes } from "../../../src/storage/packs/pack-entry.ts";
import { placeOf } from "../../../src/storage/packs/packed-id.ts";
import type { Storage } from "../../../src/storage/storage.ts";
import { collect, isStorageError, patterned } from "../../contract/bytes.ts";

const RUNS = 60;
let dataDirectory: string;
let storage: Storage;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "lakebed.sealed-"));
  storage = await openStorage(systemRuntime(silentLog()), { dataDirectory, records: "lmdb", blobs: "filesystem" });
});
afterAll(async () => {
  await storage.close();
  await rm(dataDirectory, { recursive: true, force: true });
});

const key = (seed: number): Uint8Array => patterned(32, seed);
const keysOf = (seed: number, layers: number): SealKeys => (layers === 1 ? [key(seed)] : [key(seed), key(seed + 1)]);
/** Sizes around the bounds of blocks, where mistakes live. */
const sizes = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -2, max: 2 }), fc.integer({ min: 1, max: BLOCK_BYTES }))
  .map(([blocks, around, few]) => (blocks === 0 ? few : blocks * BLOCK_BYTES + around));
const sealing = fc.record({
  sizeBytes: sizes,
  seed: fc.nat(1000),
  layers: fc.constantFrom(1, 2),
  cut: fc.nat(100_000),
});

async function keep(body: Uint8Array, keys: SealKeys, chunkBytes: number): Promise<Extents> {
  const staged = await storage.bytes.stage(chunked(body, chunkBytes), keys);
  return storage.records.transact((transaction) => staged.commit(transaction));
}

async function* chunked(body: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < body.length; offset += chunkBytes) yield body.subarray(offset, offset + chunkBytes);
}

/** What lies on the disk: the record, and the blob's file where there is one. */
async function stored(extents: Extents): Promise<Uint8Array> {
  const [extent] = extents;
  const record = await storage.records.get(["bytes", extent?.id ?? ""]);
  if (extent?.kind === "inline") return record ?? new Uint8Array(0);
  if (extent?.kind !== "packed") return readFile(storage.blobs.localPath?.(extent?.id as BlobId) ?? "");
  const { file, start, end } = await packedBody(extent);
  return file.subarray(start, end);
}

/** The file of the pack, and where the body lies in it. */
async function packedBody({
  id,
  sizeBytes,
}: Extent): Promise<{ path: string; file: Buffer; start: number; end: number }> {
  const { pack, offset } = placeOf(id);
  const path = join(dataDirectory, "packs", `${pack.toString(36)}.0`);
  const file = await readFile(path);
  const start = offset + entryBytes(0, file[offset + 8] ?? 0);
  return { path, file, start, end: start + sizeBytes };
}

test("what was sealed comes back, whole and in ranges, and does not lie readable", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sealing, fc.nat(), fc.nat(), async ({ sizeBytes, seed, layers, cut }, from, to) => {
      const body = patterned(sizeBytes, seed);
      const keys = keysOf(seed, layers);
      const extents = await keep(body, keys, 1 + cut);
      expect(extents[0]?.sizeBytes).toBe(sizeBytes);
      expect(Buffer.compare(await collect(storage.bytes.read(extents, undefined, keys)), body)).toBe(0);
      const startBytes = from % sizeBytes;
      const endBytes = startBytes + 1 + (to % (sizeBytes - startBytes));
      const range = await collect(storage.bytes.read(extents, { startBytes, endBytes }, keys));
      expect(Buffer.compare(range, body.subarray(startBytes, endBytes))).toBe(0);
      const inline = await storage.records.read((reader) => storage.bytes.readSealedSmall(reader, extents));
      expect(inline !== undefined).toBe(sizeBytes <= SMALL_BYTES_MAX);
      if (inline !== undefined) expect(Buffer.compare(inline(keys), body)).toBe(0);
      if (sizeBytes >= 16) {
        const sample = body.subarray(startBytes % (sizeBytes - 15)).subarray(0, 16);
        expect(Buffer.from(await stored(extents)).indexOf(sample)).toBe(-1);
      }
    }),
    { numRuns: RUNS },
  );
});

test("the same bytes under the same key lie different each time", async () => {
  const body = patterned(3 * BLOCK_BYTES);
  const one = await stored(await keep(body, [key(1)], 1000));
  const other = await stored(await keep(body, [key(1)], 1000));
  expect(Buffer.compare(one, other)).not.toBe(0);
});

test("other keys, no keys and another number of layers open nothing", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sealing, async ({ sizeBytes, seed, layers, cut }) => {
      const extents = await keep(patterned(sizeBytes, seed), keysOf(seed, layers), 1 + cut);
      for (const wrong of [keysOf(seed + 7, layers), keysOf(seed, 3 - layers), undefined])
        await expect(collect(storage.bytes.read(extents, undefined, wrong))).rejects.toSatisfy(
          isStorageError("corrupt"),
        );
    }),
    { numRuns: RUNS },
  );
});

test("bytes that are not sealed are not taken for sealed ones", async () => {
  for (const sizeBytes of [100, 3 * BLOCK_BYTES]) {
    const staged = await storage.bytes.stage(patterned(sizeBytes));
    const extents = await storage.records.transact((transaction) => staged.commit(transaction));
    await expect(collect(storage.bytes.read(extents, undefined, [key(1)]))).rejects.toSatisfy(
      isStorageError("corrupt"),
    );
  }
});

test("one flipped bit is noticed before a byte of its block is handed out", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(sealing, fc.nat(), async ({ sizeBytes, seed, layers, cut }, bit) => {
      const body = patterned(sizeBytes, seed);
      const keys = keysOf(seed, layers);
      const extents = await keep(body, keys, 1 + cut);
      const at = bit % sizeBytes;
      await flip(extents, at, bit % 8);
      const handedOut: Uint8Array[] = [];
      const reading = (async () => {
        for await (const chunk of storage.bytes.read(extents, undefined, keys)) handedOut.push(chunk);
      })();
      await expect(reading).rejects.toSatisfy(isStorageError("corrupt"));
      const got = Buffer.concat(handedOut);
      expect(got.length).toBeLessThanOrEqual(at - (at % BLOCK_BYTES));
      expect(Buffer.compare(got, body.subarray(0, got.length))).toBe(0);
    }),
    { numRuns: RUNS },
  );
});

async function flip(extents: Extents, at: number, bit: number): Promise<void> {
  const [extent] = extents;
  if (extent?.kind === "packed") {
    const { path, file, start } = await packedBody(extent);
    file[start + at] = (file[start + at] ?? 0) ^ (1 << bit);
    return writeFile(path, file, { flag: "r+" });
  }
  const id = extent?.id ?? "";
  const bytes = Buffer.from(await stored(extents));
  const place = extent?.kind === "inline" ? bytes.length - (extent?.sizeBytes ?? 0) + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
  if (extent?.kind === "inline") await storage.records.transact((transaction) => transaction.put(["bytes", id], bytes));
  else await writeFile(storage.blobs.localPath?.(id as BlobId) ?? "", bytes);
}

test("a local file of sealed bytes has the plaintext, and goes when it is released", async () => {
  const body = patterned(2 * BLOCK_BYTES + 5);
  const extents = await keep(body, [key(1)], 1000);
  const file = await storage.bytes.localFile(extents, [key(1)]);
  expect(Buffer.compare(await readFile(file.path), body)).toBe(0);
  await file.release();
  await expect(readFile(file.path)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a file that is taken over is sealed, and is gone", async () => {
  const body = patterned(5 * BLOCK_BYTES + 5);
  const path = join(dataDirectory, "handed-over");
  await writeFile(path, body);
  const staged = await storage.bytes.stageFile(path, undefined, [key(1)]);
  const extents = await storage.records.transact((transaction) => staged.commit(transaction));
  expect(Buffer.compare(await collect(storage.bytes.read(extents, undefined, [key(1)])), body)).toBe(0);
  expect(Buffer.from(await stored(extents)).indexOf(body.subarray(0, 16))).toBe(-1);
  await expect(readFile(path)).rejects.toMatchObject({ code: "ENOENT" });
});
