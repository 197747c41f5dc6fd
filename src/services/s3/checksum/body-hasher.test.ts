import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { RUN_BYTES, RUNS_MAX } from "../../../runtime/run-pool.ts";
import { CHECKSUM_ALGORITHMS, checksumOf } from "./algorithms.ts";
import { createBodyHasher, WHOLE_BYTES_MAX } from "./body-hasher.ts";

const md5Of = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("base64");

async function* inChunks(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += chunkBytes) yield bytes.subarray(offset, offset + chunkBytes);
}

/** What storage would have written. */
async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

const SIZES = [0, 1, 55, 56, 64, WHOLE_BYTES_MAX, WHOLE_BYTES_MAX + 1, RUN_BYTES, RUN_BYTES + 1, 5 * RUN_BYTES + 17];

test.each(SIZES)(
  "%i bytes pass as they are and have the digests of the whole, whatever chunks they come in",
  async (size) => {
    const bytes = randomBytes(size);
    for (const chunkBytes of [65_536, 700_001]) {
      const hasher = createBodyHasher([...CHECKSUM_ALGORITHMS]);
      expect((await collect(hasher.pass(inChunks(bytes, chunkBytes)))).equals(bytes)).toBe(true);
      const digests = await hasher.digests();
      for (const algorithm of CHECKSUM_ALGORITHMS)
        expect(digests.get(algorithm), algorithm).toBe(await checksumOf(algorithm, bytes));
    }
  },
);

test("more bodies than there are runs do not mix, and those that are given up disturb nobody", async () => {
  const work = Array.from({ length: RUNS_MAX + 30 }, async (_, index) => {
    const bytes = randomBytes(3 * RUN_BYTES + 37 * index);
    const hasher = createBodyHasher(["CRC32C"]);
    const pieces = hasher.pass(inChunks(bytes, 100_000));
    if (index % 3 === 0) {
      await pieces.next();
      return void (await pieces.return(undefined));
    }
    expect((await collect(pieces)).equals(bytes)).toBe(true);
    const digests = await hasher.digests();
    expect(digests.get("MD5")).toBe(md5Of(bytes));
    expect(digests.get("CRC32C")).toBe(await checksumOf("CRC32C", bytes));
  });
  await Promise.all(work);
});

test("clients that fall silent in the middle keep no memory from others, and lose nothing", async () => {
  const bytes = randomBytes(RUN_BYTES + 100_000);
  let speak = (): void => {};
  const silence = new Promise<void>((resolve) => (speak = resolve));
  let silent = 0;
  let allSilent = (): void => {};
  const everybodyIsSilent = new Promise<void>((resolve) => (allSilent = resolve));
  async function* halting(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 300_001);
    silent += 1;
    if (silent === 2 * RUNS_MAX) allSilent();
    await silence;
    yield* inChunks(bytes.subarray(300_001), 65_536);
  }
  const slow = Array.from({ length: 2 * RUNS_MAX }, async () => {
    const hasher = createBodyHasher([]);
    expect((await collect(hasher.pass(halting()))).equals(bytes)).toBe(true);
    expect((await hasher.digests()).get("MD5")).toBe(md5Of(bytes));
  });
  await everybodyIsSilent;
  const fast = createBodyHasher([]);
  expect((await collect(fast.pass(inChunks(bytes, 65_536)))).equals(bytes)).toBe(true);
  expect((await fast.digests()).get("MD5")).toBe(md5Of(bytes));
  speak();
  await Promise.all(slow);
});

test("a body that fails fails its reader, and what it held serves others", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield randomBytes(RUN_BYTES + 5);
    throw new Error("the client went away");
  }
  for (let round = 0; round < RUNS_MAX + 1; round += 1)
    await expect(collect(createBodyHasher([]).pass(failing()))).rejects.toThrow("the client went away");
  const bytes = randomBytes(2 * RUN_BYTES);
  const hasher = createBodyHasher([]);
  await collect(hasher.pass(inChunks(bytes, 65_536)));
  expect((await hasher.digests()).get("MD5")).toBe(md5Of(bytes));
});

test("a reader that gives up does not wait for a silent client", async () => {
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield randomBytes(RUN_BYTES + 5);
    await new Promise(() => {});
  }
  for (let round = 0; round < RUNS_MAX + 1; round += 1) {
    const pieces = createBodyHasher([]).pass(silent());
    expect((await pieces.next()).value).toHaveLength(RUN_BYTES);
    await pieces.return(undefined);
  }
});

test("a chunk may change as soon as the next one was asked for", async () => {
  const bytes = randomBytes(3 * RUN_BYTES);
  async function* reusing(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, WHOLE_BYTES_MAX + 1);
    const memory = Buffer.alloc(65_536);
    for (let offset = WHOLE_BYTES_MAX + 1; offset < bytes.length; offset += memory.length)
      yield memory.subarray(0, bytes.copy(memory, 0, offset));
  }
  const hasher = createBodyHasher([]);
  expect((await collect(hasher.pass(reusing()))).equals(bytes)).toBe(true);
  expect((await hasher.digests()).get("MD5")).toBe(md5Of(bytes));
});
