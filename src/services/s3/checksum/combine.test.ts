import fc from "fast-check";
import { expect, test } from "vitest";
import { checksumOf, createDigest } from "./algorithms.ts";
import { combineParts, composeParts, isCombinable } from "./combine.ts";

const CRCS = ["CRC32", "CRC32C", "CRC64NVME"] as const;

test.each(CRCS)("the %s of joined parts is combined from the parts alone", async (algorithm) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), async (pieces) => {
      const parts = await Promise.all(
        pieces.map(async (piece) => ({ value: await checksumOf(algorithm, piece), sizeBytes: piece.length })),
      );
      expect(combineParts(algorithm, parts)).toBe(await checksumOf(algorithm, Buffer.concat(pieces)));
    }),
    { numRuns: 200 },
  );
});

test("combining follows AWS for parts of 5 MiB and one byte more", async () => {
  // AWS: recorded answers of CompleteMultipartUpload for parts of 5,242,881, 5,242,881 and 10 times "a".
  const sizes = [5_242_881, 5_242_881, 10];
  const recorded = { CRC32: "qSEQSA==", CRC64NVME: "ZMNX55lZurA=" } as const;
  for (const algorithm of ["CRC32", "CRC64NVME"] as const) {
    const parts = await Promise.all(
      sizes.map(async (sizeBytes) => ({ value: await checksumOf(algorithm, Buffer.alloc(sizeBytes, "a")), sizeBytes })),
    );
    expect(combineParts(algorithm, parts)).toBe(recorded[algorithm]);
  }
});

test("a composite checksum is the digest of the parts' digests with their number", async () => {
  const part = "DjU70AB1bON8k0n0fVHv2PJQVWcA/jWsITp6ti20Tbs=";
  const last = "vyy1imj2hNlaO3jvj2Ycmk5bCegsyPnMiMzpBSjK6yc=";
  // AWS: recorded answer of CompleteMultipartUpload for these three parts.
  expect(composeParts(await createDigest("SHA256"), [part, part, last])).toBe(
    "9o++y6AejqboiJ7MZCx0fahK2Vu5YC/qnNhhYsCLciI=-3",
  );
});

test("sizes near the largest object do not lose bits", () => {
  const zero = { value: "AAAAAAAAAAA=", sizeBytes: 50 * 1024 ** 4 };
  const one = { value: "AAAAAAAAAAE=", sizeBytes: 1 };
  const twice = combineParts("CRC64NVME", [one, zero, zero]);
  expect(twice).toBe(combineParts("CRC64NVME", [one, { value: zero.value, sizeBytes: 2 * zero.sizeBytes }]));
});

test("only the CRC family can be combined", () => {
  expect((["CRC32", "SHA256", "XXHASH3", "MD5", "CRC64NVME"] as const).map(isCombinable)).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
});
