/**
 * The ten object checksums of S3 as one table and one incremental interface. MD5 and the SHA family come from
 * node:crypto, CRC32 from zlib, the rest from hash-wasm. Values are base64 of the big-endian digest, as in the
 * `x-amz-checksum-*` headers. This file computes; what a request declares is in declared.ts, joining parts in combine.ts.
 *
 * Measured on Node 20.20, MB per CPU-second in chunks of 1 MiB: MD5 630, SHA1 1,590, SHA256 1,470, SHA512 590, CRC32 3,860,
 * CRC32C 1,620, CRC64NVME 1,360, XXHASH64 8,300, XXHASH3 4,750, XXHASH128 4,200. A new WebAssembly hasher costs 130-370 us, so
 * they are kept for reuse.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { createHash, hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { createCRC32, createCRC64, createXXHash3, createXXHash64, createXXHash128, type IHasher } from "hash-wasm";
import type { AtHand } from "../../../kit/at-hand.ts";

export const CHECKSUM_ALGORITHMS = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
  "SHA512",
  "MD5",
  "XXHASH64",
  "XXHASH3",
  "XXHASH128",
] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** Names of the members that carry one checksum each in inputs and outputs: `ChecksumCRC32` ... */
export type ChecksumMember = `Checksum${ChecksumAlgorithm}`;
/** The checksum members of any output; at most one is set. */
export type ChecksumMembers = { -readonly [Member in ChecksumMember]?: string };

/** A digest that takes bytes as they come. `digest` is called once, after the last `update`. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  update(chunk: Uint8Array): void;
  /** Base64 of the big-endian digest. */
  digest(): string;
}

/** What AWS adds when a client sends no checksum. @see the page above, "default integrity protections" */
export const DEFAULT_CHECKSUM_ALGORITHM: ChecksumAlgorithm = "CRC64NVME";

/** Digest length in bytes of each algorithm. */
export const CHECKSUM_BYTES: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
  XXHASH64: 8,
  XXHASH3: 8,
  XXHASH128: 16,
};

/** CRC32C (Castagnoli) and CRC-64/NVME in reflected form. */
export const CRC32C_POLYNOMIAL = 0x82f63b78;
export const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

/** Idle WebAssembly hashers kept per algorithm. */
const IDLE_HASHERS_MAX = 16;

type WasmAlgorithm = "CRC32C" | "CRC64NVME" | "XXHASH64" | "XXHASH3" | "XXHASH128";

const WASM_FACTORIES: Readonly<Record<WasmAlgorithm, () => Promise<IHasher>>> = {
  CRC32C: () => createCRC32(CRC32C_POLYNOMIAL),
  CRC64NVME: () => createCRC64(CRC64NVME_POLYNOMIAL.toString(16)),
  XXHASH64: () => createXXHash64(),
  XXHASH3: () => createXXHash3(),
  XXHASH128: () => createXXHash128(),
};

const NODE_NAMES = { MD5: "md5", SHA1: "sha1", SHA256: "sha256", SHA512: "sha512" } as const;

const idleHashers: Readonly<Record<WasmAlgorithm, IHasher[]>> = {
  CRC32C: [],
  CRC64NVME: [],
  XXHASH64: [],
  XXHASH3: [],
  XXHASH128: [],
};

/** The header (and trailer) field of an algorithm, lower case. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

export function checksumMember(algorithm: ChecksumAlgorithm): ChecksumMember {
  return `Checksum${algorithm}`;
}

/** The algorithm of a name as AWS writes it, in any case; undefined when it is none. */
export function parseAlgorithm(text: string): ChecksumAlgorithm | undefined {
  const upper = text.toUpperCase();
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === upper);
}

export async function createChecksum(algorithm: ChecksumAlgorithm): Promise<Checksum> {
  if (isWasmAlgorithm(algorithm))
    return wasmChecksum(algorithm, idleHashers[algorithm].pop() ?? (await WASM_FACTORIES[algorithm]()));
  return algorithm === "CRC32" ? crc32Checksum() : nodeChecksum(algorithm);
}

/** Bytes to base64 digest; may be called any number of times. */
export type DigestFunction = (bytes: Uint8Array) => string;

/** One function for each algorithm serves everybody: a call begins and ends without waiting, so none sees another's bytes. */
const digestFunctions = new Map<ChecksumAlgorithm, DigestFunction>();

/** A digest for bytes at hand, also where nothing can be waited for, such as the body of a transaction. At once but for the first time. */
export function createDigest(algorithm: ChecksumAlgorithm): AtHand<DigestFunction> {
  return (
    digestFunctions.get(algorithm) ??
    makeDigest(algorithm).then((digest) => {
      digestFunctions.set(algorithm, digest);
      return digest;
    })
  );
}

async function makeDigest(algorithm: ChecksumAlgorithm): Promise<DigestFunction> {
  if (isWasmAlgorithm(algorithm)) {
    const hasher = await WASM_FACTORIES[algorithm]();
    return (bytes) => Buffer.from(hasher.init().update(bytes).digest("binary")).toString("base64");
  }
  if (algorithm !== "CRC32") return (bytes) => hash(NODE_NAMES[algorithm], bytes, "base64");
  return (bytes) => crc32Text(crc32(bytes));
}

/** The checksum of bytes at hand, base64. */
export async function checksumOf(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Promise<string> {
  return (await createDigest(algorithm))(bytes);
}

function isWasmAlgorithm(algorithm: ChecksumAlgorithm): algorithm is WasmAlgorithm {
  return Object.hasOwn(WASM_FACTORIES, algorithm);
}

function crc32Checksum(): Checksum {
  let value = 0;
  return {
    algorithm: "CRC32",
    update: (chunk) => void (value = crc32(chunk, value)),
    digest: () => crc32Text(value),
  };
}

/** As headers carry it. */
export function crc32Text(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString("base64");
}

function nodeChecksum(algorithm: keyof typeof NODE_NAMES): Checksum {
  const hasher = createHash(NODE_NAMES[algorithm]);
  return { algorithm, update: (chunk) => void hasher.update(chunk), digest: () => hasher.digest("base64") };
}

/** A hasher whose body fails half-way is simply dropped; the next one is made anew. */
function wasmChecksum(algorithm: WasmAlgorithm, hasher: IHasher): Checksum {
  hasher.init();
  return {
    algorithm,
    update: (chunk) => void hasher.update(chunk),
    digest() {
      const text = Buffer.from(hasher.digest("binary")).toString("base64");
      const idle = idleHashers[algorithm];
      if (idle.length < IDLE_HASHERS_MAX) idle.push(hasher);
      return text;
    },
  };
}
