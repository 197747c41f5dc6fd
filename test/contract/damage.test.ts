/** One flipped bit in any byte that the bytes layer keeps: reading gives the right bytes or an error, never other bytes, and verifying finds it. */
import { beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../../src/runtime/log.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import type { BlobStore } from "../../src/storage/blob-store.ts";
import { openMemoryStorage } from "../../src/storage/memory-storage.ts";
import { createObjectBytes } from "../../src/storage/object-bytes.ts";
import type { Extents, ObjectBytes, SealKeys } from "../../src/storage/objects.ts";
import type { Key } from "../../src/storage/record-store.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { collect, isStorageError, patterned } from "./bytes.ts";

const KEYS: SealKeys = [new Uint8Array(32).fill(7)];
const LARGE = patterned(200_001, 3);
const SMALL = patterned(99, 5);

describe("a flipped bit", () => {
  let storage: Storage;
  const runtime = { ...systemRuntime(silentLog()), metrics: createMetrics() };
  beforeEach(async () => {
    storage = await openMemoryStorage(runtime);
    return () => storage.close();
  });

  const keep = async (body: Uint8Array, keys: SealKeys | undefined): Promise<Extents> => {
    const staged = await storage.bytes.stage(body, keys);
    return storage.records.transact((transaction) => staged.commit(transaction));
  };
  /** Nothing that one reader has learned helps the next. */
  const fresh = async <T>(blobs: BlobStore, use: (bytes: ObjectBytes) => Promise<T>): Promise<T> => {
    const localFiles = { close: async () => {} } as Parameters<typeof createObjectBytes>[0]["localFiles"];
    const bytes = createObjectBytes({ records: storage.records, blobs, localFiles, runtime });
    try {
      return await use(bytes);
    } finally {
      await bytes.close();
    }
  };
  const outcome = (bytes: ObjectBytes, extents: Extents, keys: SealKeys | undefined): Promise<Uint8Array | "corrupt"> =>
    collect(bytes.read(extents, undefined, keys)).catch((error: unknown) => {
      if (isStorageError("corrupt")(error)) return "corrupt" as const;
      throw error;
    });

  test.each([
    ["inline bytes", SMALL, undefined],
    ["sealed inline bytes", SMALL, KEYS],
    ["the summary of a blob", LARGE, undefined],
    ["the summary of a sealed blob", LARGE, KEYS],
  ] as const)("in the record of %s", async (_name, body, keys) => {
    const extents = await keep(body, keys);
    const key: Key = ["bytes", extents[0]?.id ?? ""];
    const record = (await storage.records.get(key)) ?? new Uint8Array();
    let refused = 0;
    for (let bit = 0; bit < 8 * record.length; bit += 1) {
      const changed = Buffer.from(record);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await storage.records.transact((transaction) => transaction.put(key, changed));
      await fresh(storage.blobs, async (bytes) => {
        const read = await outcome(bytes, extents, keys);
        if (read !== "corrupt") return expect(Buffer.compare(read, body), `bit ${bit}`).toBe(0);
        refused += 1;
        // Tags of sealed bytes need their keys: those alone verifying cannot see.
        if (keys === undefined) expect(await bytes.verify(extents), `bit ${bit}`).not.toEqual([]);
      });
    }
    expect(refused).toBeGreaterThan(4 * record.length);
  });

  test.each([
    ["a blob", undefined],
    ["a sealed blob", KEYS],
  ] as const)("in the bytes of %s", async (_name, keys) => {
    const extents = await keep(LARGE, keys);
    for (let place = 0; place < LARGE.length; place += 9_973) {
      await fresh(flipping(storage.blobs, place), async (bytes) => {
        expect(await outcome(bytes, extents, keys), `byte ${place}`).toBe("corrupt");
        const startBytes = place - (place % 32_768);
        expect(await bytes.verify(extents)).toEqual([
          {
            startBytes,
            endBytes: Math.min(startBytes + 32_768, LARGE.length),
            reason: "does not match its checksum",
          },
        ]);
        // Blocks that are right are handed out.
        const elsewhere = { startBytes: (place + 65_536) % 163_840, endBytes: ((place + 65_536) % 163_840) + 10 };
        expect(
          Buffer.compare(
            await collect(bytes.read(extents, elsewhere, keys)),
            LARGE.subarray(elsewhere.startBytes, elsewhere.endBytes),
          ),
        ).toBe(0);
      });
    }
    expect(runtime.metrics.render()).toMatch(/lakebed_storage_damage_total\{found="read"\} [1-9]/);
  });

  test("a record or a blob that is gone is damage from its first byte on", async () => {
    const extents = [...(await keep(SMALL, undefined)), ...(await keep(LARGE, undefined))];
    await storage.records.transact((transaction) => transaction.delete(["bytes", extents[0]?.id ?? ""]));
    for await (const { id } of storage.blobs.list()) await storage.blobs.delete(id);
    expect(await storage.bytes.verify(extents)).toEqual([
      { startBytes: 0, endBytes: 99, reason: expect.stringContaining("missing") as string },
      { startBytes: 99, endBytes: 99 + LARGE.length, reason: expect.stringContaining("missing") as string },
    ]);
    expect(await storage.bytes.verify(extents, { startBytes: 0, endBytes: 50 })).toHaveLength(1);
  });
});

/** The same blobs, with one bit of one byte changed. */
function flipping(blobs: BlobStore, place: number): BlobStore {
  return {
    ...blobs,
    async *read(id, range) {
      let offset = range.startBytes;
      for await (const chunk of blobs.read(id, range)) {
        const at = place - offset;
        if (at >= 0 && at < chunk.length) chunk[at] = (chunk[at] ?? 0) ^ 1;
        offset += chunk.length;
        yield chunk;
      }
    },
  };
}
