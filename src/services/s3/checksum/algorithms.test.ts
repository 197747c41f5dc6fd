import { expect, test } from "vitest";
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumOf,
  createChecksum,
  createDigest,
} from "./algorithms.ts";

const CHECK_INPUT = new TextEncoder().encode("123456789");

/** Published check values of "123456789" (RevEng CRC catalogue, FIPS 180-4 and RFC 1321 tools, the reference xxHash 0.8). */
const CHECK_VALUES: Readonly<Record<ChecksumAlgorithm, string>> = {
  CRC32: "cbf43926",
  CRC32C: "e3069283",
  CRC64NVME: "ae8b14860a799888",
  SHA1: "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
  SHA256: "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
  SHA512:
    "d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274ad27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
  MD5: "25f9e794323b453885f5181f1b624d0b",
  XXHASH64: "8cb841db40e6ae83",
  XXHASH3: "72dcb18b67a17dff",
  XXHASH128: "33119477ede5dcd5e9716427681d5860",
};

/** Values of the empty input from the xxHash specification's reference implementation. */
const EMPTY_VALUES = {
  XXHASH64: "ef46db3751d8e999",
  XXHASH3: "2d06800538d394c2",
  XXHASH128: "99aa06d3014798d86001c324468d497f",
} as const;

const hex = (base64: string): string => Buffer.from(base64, "base64").toString("hex");

test.each(CHECKSUM_ALGORITHMS)(
  "%s gives its published check value in base64 of the big-endian digest",
  async (algorithm) => {
    expect(hex(await checksumOf(algorithm, CHECK_INPUT))).toBe(CHECK_VALUES[algorithm]);
  },
);

test.each(Object.entries(EMPTY_VALUES))("%s of no bytes is the reference value", async (algorithm, expected) => {
  expect(hex(await checksumOf(algorithm as ChecksumAlgorithm, new Uint8Array(0)))).toBe(expected);
});

test.each(CHECKSUM_ALGORITHMS)(
  "%s does not depend on how the bytes are cut, nor on hashers running side by side",
  async (algorithm) => {
    const bytes = Uint8Array.from({ length: 70_001 }, (_, index) => (index * 31) & 0xff);
    const whole = await checksumOf(algorithm, bytes);
    const first = await createChecksum(algorithm);
    const second = await createChecksum(algorithm);
    for (let start = 0; start < bytes.length; start += 997) {
      first.update(bytes.subarray(start, start + 997));
      second.update(bytes.subarray(start, start + 997));
    }
    expect([first.digest(), second.digest()]).toEqual([whole, whole]);
    expect(Buffer.from(whole, "base64")).toHaveLength(CHECKSUM_BYTES[algorithm]);
  },
);

test.each(CHECKSUM_ALGORITHMS)("the %s digest function can be called again and again", async (algorithm) => {
  const digest = await createDigest(algorithm);
  const twice = [digest(CHECK_INPUT), digest(new Uint8Array(0)), digest(CHECK_INPUT)];
  expect(hex(twice[0] ?? "")).toBe(CHECK_VALUES[algorithm]);
  expect(twice[2]).toBe(twice[0]);
});
