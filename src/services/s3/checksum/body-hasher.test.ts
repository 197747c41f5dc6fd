import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { CHECKSUM_ALGORITHMS, checksumOf } from "./algorithms.ts";
import { createBodyHasher } from "./body-hasher.ts";

const HALF_BYTES = 512 * 1024;

async function digestsOf(bytes: Uint8Array, chunkBytes: number): Promise<ReadonlyMap<string, string>> {
  const hasher = await createBodyHasher([...CHECKSUM_ALGORITHMS]);
  for (let offset = 0; offset < bytes.length; offset += chunkBytes)
    await hasher.update(bytes.subarray(offset, offset + chunkBytes));
  const digests = await hasher.digests();
  hasher.drop();
  return digests;
}

test.each([0, 1, HALF_BYTES - 1, HALF_BYTES, HALF_BYTES + 1, 2 * HALF_BYTES, 9 * HALF_BYTES + 17])(
  "%i bytes have the digests that they have in one piece, whatever chunks they come in",
  async (sizeBytes) => {
    const bytes = randomBytes(sizeBytes);
    for (const chunkBytes of [65_536, 700_001]) {
      const digests = await digestsOf(bytes, chunkBytes);
      for (const algorithm of CHECKSUM_ALGORITHMS)
        expect(digests.get(algorithm), algorithm).toBe(await checksumOf(algorithm, bytes));
    }
  },
);

test("a hundred bodies at once do not mix, and those that are given up disturb nobody", async () => {
  const md5 = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("base64");
  const work = Array.from({ length: 100 }, async (_, index) => {
    const bytes = randomBytes(3 * HALF_BYTES + index);
    const hasher = await createBodyHasher(["MD5"]);
    for (let offset = 0; offset < bytes.length; offset += 100_000) {
      await hasher.update(bytes.subarray(offset, offset + 100_000));
      if (index % 3 === 0 && offset > HALF_BYTES) return hasher.drop();
    }
    expect((await hasher.digests()).get("MD5")).toBe(md5(bytes));
    return hasher.drop();
  });
  await Promise.all(work);
});

test("a chunk may change as soon as it was taken", async () => {
  const bytes = randomBytes(2 * HALF_BYTES);
  const expected = createHash("md5").update(bytes).digest("base64");
  const hasher = await createBodyHasher(["MD5"]);
  for (let offset = 0; offset < bytes.length; offset += 65_536) {
    const chunk = Buffer.from(bytes.subarray(offset, offset + 65_536));
    await hasher.update(chunk);
    chunk.fill(0);
  }
  expect((await hasher.digests()).get("MD5")).toBe(expected);
});
