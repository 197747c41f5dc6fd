/**
 * Packs against a model: whatever is written, shared, given up, compacted and opened again, every owner reads what it wrote, nothing is read that was given
 * up, and after a compaction the files take little more than what lives in them.
 */
import { mkdtemp, open, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPackFiles } from "../../../src/storage/engines/filesystem/pack-files.ts";
import { openLmdbRecordStore } from "../../../src/storage/engines/lmdb/record-store.ts";
import { BlobGuard } from "../../../src/storage/blob-guard.ts";
import type { GrowingPack, PackFiles } from "../../../src/storage/packs/pack-files.ts";
import { isIntact, plainHead } from "../../../src/storage/packs/pack-entry.ts";
import { isLive, markDead, markLive } from "../../../src/storage/packs/pack-records.ts";
import { Packs } from "../../../src/storage/packs/packs.ts";
import { placeOf } from "../../../src/storage/packs/packed-id.ts";
import type { RecordStore } from "../../../src/storage/record-store.ts";
import { StorageError } from "../../../src/storage/storage-error.ts";
import { isStorageError, patterned } from "../../contract/bytes.ts";

const PACK_BYTES = 64 * 1024;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lakebed.packs-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Body {
  readonly sizeBytes: number;
  readonly seed: number;
}

/** Packs in a directory of their own, which can be closed and opened again. */
class World {
  readonly directory: string;
  readonly damage: unknown[] = [];
  readonly guard = new BlobGuard();
  records!: RecordStore;
  packs!: Packs;

  constructor(directory: string) {
    this.directory = directory;
  }

  static async make(wrap: (files: PackFiles) => PackFiles = (files) => files): Promise<World> {
    const world = new World(await mkdtemp(join(root, "world-")));
    await world.open(wrap);
    return world;
  }

  async open(wrap: (files: PackFiles) => PackFiles = (files) => files): Promise<void> {
    const { directory, guard } = this;
    this.records = await openLmdbRecordStore(directory);
    const { local: reader } = this.records;
    if (reader === undefined) throw new Error("LMDB reads at once");
    const files = wrap(openPackFiles(directory));
    const noteDamage = (error: unknown): void => void this.damage.push(error);
    this.packs = new Packs({
      records: this.records,
      reader,
      files,
      guard,
      noteDamage,
      packBytes: PACK_BYTES,
      isFrozen: false,
      isClosing: () => false,
    });
    await this.packs.sweep();
  }

  async close(): Promise<void> {
    await this.packs.close();
    await this.records.close();
  }

  async keep(body: Body): Promise<string> {
    const { id } = await this.packs.append(patterned(body.sizeBytes, body.seed), undefined);
    await this.records.transact((transaction) => markLive(transaction, id));
    return id;
  }

  giveUp(id: string, { sizeBytes }: Body): Promise<void> {
    return this.records.transact((transaction) => markDead(transaction, id, sizeBytes));
  }

  /** Twice, because a pack must have rested for a round. */
  async compact(): Promise<number> {
    return (await this.packs.compact()) + (await this.packs.compact());
  }

  check(id: string, { sizeBytes, seed }: Body): void {
    const entry = this.packs.read(id, sizeBytes);
    expect(isIntact(entry)).toBe(true);
    expect(Buffer.compare(entry.sealed, patterned(sizeBytes, seed))).toBe(0);
  }

  async packFiles(): Promise<string[]> {
    return (await readdir(this.directory)).filter((name) => /^[0-9a-z]+\.[0-9]+$/.test(name));
  }

  async packBytes(): Promise<number> {
    const sizes = (await this.packFiles()).map(async (name) => (await stat(join(this.directory, name))).size);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
}

const body = fc.record({ sizeBytes: fc.integer({ min: 256, max: 9000 }), seed: fc.nat(250) });
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant("keep" as const), bodies: fc.array(body, { maxLength: 12 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("give up" as const), which: fc.array(fc.nat(), { maxLength: 12 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("compact" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("open again" as const), torn: fc.nat(700) }) },
);

test("every owner reads what it wrote, whatever happens around it", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const world = await World.make();
      const living = new Map<string, Body>();
      try {
        for (const action of steps) {
          if (action.kind === "keep") {
            const ids = await Promise.all(action.bodies.map((one) => world.keep(one)));
            for (const [index, id] of ids.entries()) living.set(id, action.bodies[index] as Body);
            expect(living.size).toBeGreaterThanOrEqual(new Set(ids).size);
          } else if (action.kind === "give up") {
            for (const place of action.which) {
              const [id, given] = [...living][place % Math.max(1, living.size)] ?? [];
              if (id === undefined || given === undefined) continue;
              await world.giveUp(id, given);
              living.delete(id);
            }
          } else if (action.kind === "compact") await world.compact();
          else await openAgain(world, action.torn);
          for (const [id, kept] of living) world.check(id, kept);
        }
        await world.compact();
        for (const [id, kept] of living) world.check(id, kept);
        const alive = [...living.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
        // A fifth may be dead, entries have 13 bytes more, tables 8; and there is the pack that grows.
        expect(await world.packBytes()).toBeLessThan((alive + 21 * living.size) / 0.8 + 2 * PACK_BYTES);
        expect(world.damage).toEqual([]);
      } finally {
        await world.close();
      }
    }),
    { numRuns: 40 },
  );
});

/** With the end of the newest pack as a crash could leave it: the beginning of an entry that no record names. */
async function openAgain(world: World, torn: number): Promise<void> {
  await world.close();
  const newest = (await world.packFiles()).sort((one, other) => numberOf(one) - numberOf(other)).at(-1);
  if (newest !== undefined) {
    const path = join(world.directory, newest);
    const place = { pack: numberOf(newest), offset: (await stat(path)).size };
    const entry = Buffer.concat([plainHead(place, 4000, 0), patterned(4000, 99)]);
    await writeFile(path, entry.subarray(0, torn), { flag: "a" });
  }
  await world.open();
}

const numberOf = (name: string): number => Number.parseInt(name.split(".")[0] ?? "", 36);

async function fill(world: World, count: number, sizeBytes = 4096): Promise<Map<string, Body>> {
  const bodies = Array.from({ length: count }, (_, seed) => ({ sizeBytes, seed: seed % 250 }));
  const ids = await Promise.all(bodies.map((one) => world.keep(one)));
  return new Map(ids.map((id, index) => [id, bodies[index] as Body]));
}

async function giveUpMost(world: World, living: Map<string, Body>): Promise<void> {
  for (const [index, [id, given]] of [...living].entries()) {
    if (index % 4 === 0) continue;
    await world.giveUp(id, given);
    living.delete(id);
  }
}

test("a pack without anything alive goes, and its number does not come back", async () => {
  const world = await World.make();
  const living = await fill(world, 40);
  for (const [id, given] of living) await world.giveUp(id, given);
  expect(await world.compact()).toBeGreaterThan(0);
  expect(await world.packFiles()).toHaveLength(1);
  await world.close();
  await world.open();
  expect([...living.keys()]).not.toContain(await world.keep({ sizeBytes: 500, seed: 1 }));
  await world.close();
});

test("what somebody is reading stays through a compaction", async () => {
  const world = await World.make();
  const living = await fill(world, 40);
  const [[id, given] = ["", { sizeBytes: 0, seed: 0 }]] = living;
  const unpin = world.guard.pin([id]);
  for (const [one, dead] of living) await world.giveUp(one, dead);
  expect(await world.compact()).toBeGreaterThan(0);
  world.check(id, given);
  unpin();
  await world.close();
});

test("a compaction that fails, at whatever call, leaves everything readable, and the next one does it", async () => {
  for (let failing = 0; failing < 12; failing += 1) {
    const world = await World.make();
    const living = await fill(world, 60);
    await giveUpMost(world, living);
    await world.close();
    await world.open((files) => failingAt(files, failing));
    await world.compact().catch((error: unknown) => expect(error).toSatisfy(isStorageError("io")));
    for (const [id, kept] of living) world.check(id, kept);
    await world.close();
    await world.open();
    await world.compact();
    for (const [id, kept] of living) world.check(id, kept);
    expect(await world.packBytes()).toBeLessThan(living.size * 4096 * 1.3 + 2 * PACK_BYTES);
    await world.close();
  }
});

/** Every call from the given one on fails. */
function failingAt(files: PackFiles, call: number): PackFiles {
  let calls = 0;
  const attempt = <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    return calls > call ? Promise.reject(new StorageError("io", "made to fail")) : work();
  };
  const growing = (file: GrowingPack): GrowingPack => ({
    sizeBytes: file.sizeBytes,
    write: (pieces, offset) => attempt(() => file.write(pieces, offset)),
    flush: () => attempt(() => file.flush()),
    close: () => file.close(),
  });
  return {
    ...files,
    grow: (name) => attempt(async () => growing(await files.grow(name))),
    remove: (name) => (name.generation === 0 ? files.remove(name) : attempt(() => files.remove(name))),
  };
}

test("a failed write refuses those who waited for it, and the packs go on", async () => {
  let isFailing = false;
  const world = await World.make((files) => ({
    ...files,
    async grow(name) {
      const file = await files.grow(name);
      return {
        sizeBytes: file.sizeBytes,
        write: (pieces, offset) =>
          isFailing ? Promise.reject(new StorageError("full", "made to fail")) : file.write(pieces, offset),
        flush: () => file.flush(),
        close: () => file.close(),
      };
    },
  }));
  const before = await world.keep({ sizeBytes: 5000, seed: 1 });
  isFailing = true;
  const refused = await Promise.allSettled([1, 2, 3].map((seed) => world.keep({ sizeBytes: 3000, seed })));
  for (const result of refused) expect((result as PromiseRejectedResult).reason).toSatisfy(isStorageError("full"));
  isFailing = false;
  const after = await fill(world, 40);
  world.check(before, { sizeBytes: 5000, seed: 1 });
  await world.giveUp(before, { sizeBytes: 5000, seed: 1 });
  await giveUpMost(world, after);
  await world.compact();
  for (const [id, kept] of after) world.check(id, kept);
  await world.close();
});

test("bytes that waited for their record until their pack was compacted are refused", async () => {
  const world = await World.make();
  const late = await world.packs.append(patterned(4000), undefined);
  const living = await fill(world, 40);
  await giveUpMost(world, living);
  await world.compact();
  const commit = world.records.transact((transaction) => markLive(transaction, late.id));
  await expect(commit).rejects.toSatisfy(isStorageError("conflict"));
  expect(await world.records.read((reader) => isLive(reader, late.id))).toBe(false);
  await world.close();
});

test("a pack with a damaged beginning of an entry is left as it is, and the rest of it stays readable", async () => {
  const world = await World.make();
  const living = await fill(world, 60);
  const [, [damaged, lost] = ["", { sizeBytes: 0, seed: 0 }]] = [...living].filter((_, index) => index % 4 === 0);
  const { pack, offset } = placeOf(damaged);
  await giveUpMost(world, living);
  await overwrite(world, pack, offset);
  await world.compact();
  expect(world.damage).toEqual([expect.objectContaining({ kind: "corrupt" })]);
  expect(() => world.packs.read(damaged, lost.sizeBytes)).toThrow(StorageError);
  for (const [id, kept] of living) if (id !== damaged) world.check(id, kept);
  expect(await world.packFiles()).toContain(`${pack.toString(36)}.0`);
  await world.close();
});

async function overwrite(world: World, pack: number, offset: number): Promise<void> {
  const file = await open(join(world.directory, `${pack.toString(36)}.0`), "r+");
  await file.write(Buffer.from("????"), 0, 4, offset);
  await file.close();
}

test("a body that changed on the disk is told by a compaction and kept as it is", async () => {
  const world = await World.make();
  const living = await fill(world, 40);
  await giveUpMost(world, living);
  const [, [id, kept] = ["", { sizeBytes: 0, seed: 0 }]] = living;
  const { pack, offset } = placeOf(id);
  await overwrite(world, pack, offset + 100);
  await world.compact();
  expect(world.damage).toHaveLength(1);
  expect(isIntact(world.packs.read(id, kept.sizeBytes))).toBe(false);
  await world.close();
});

test("a file that is shorter than its pack, or gone, is damage and nothing else", async () => {
  const world = await World.make();
  const [[id, { sizeBytes }] = ["", { sizeBytes: 0 }]] = await fill(world, 1);
  const { pack } = placeOf(id);
  await world.close();
  const path = join(world.directory, `${pack.toString(36)}.0`);
  await truncate(path, 100);
  await world.open();
  expect(() => world.packs.read(id, sizeBytes)).toThrow(/cut off/);
  await world.close();
  await rm(path);
  await world.open();
  expect(() => world.packs.read(id, sizeBytes)).toThrow(/missing/);
  await world.close();
});
