/**
 * Checksums of a whole object from the checksums of its parts, without reading a byte again. A CRC is linear over GF(2), so
 * crc(a + b) = crc(a) * x^(8 * bytes of b) + crc(b) modulo the CRC's polynomial; that gives FULL_OBJECT values. The other
 * algorithms have no such law, which is why S3 offers them as COMPOSITE only: the digest of the parts' digests.
 *
 * Polynomials are BigInts in reflected bit order (the lowest power in the highest bit), the order in which CRC32, CRC32C and
 * CRC-64/NVME are defined. All three start from and end in all ones, which cancels out in the law above.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html "checksum types"
 * @see RFC 3720 appendix B.4 (CRC32C), NVM Express base specification (CRC-64/NVME)
 */
import { CHECKSUM_BYTES, type ChecksumAlgorithm, CRC32C_POLYNOMIAL, CRC64NVME_POLYNOMIAL, type DigestFunction } from "./algorithms.ts";

/** The checksum of one part and the bytes it covers. */
export interface PartChecksum {
  readonly value: string;
  readonly sizeBytes: number;
}

const CRC_POLYNOMIALS = {
  CRC32: 0xedb88320n,
  CRC32C: BigInt(CRC32C_POLYNOMIAL),
  CRC64NVME: CRC64NVME_POLYNOMIAL,
} as const;
type CrcAlgorithm = keyof typeof CRC_POLYNOMIALS;

/** Object sizes are below 2^53 bytes, so exponents of x are below 2^56. */
const POWERS = 56;

interface Field {
  readonly width: number;
  readonly polynomial: bigint;
  /** x^(2^k) at index k. */
  readonly powers: readonly bigint[];
}

const FIELDS: Readonly<Record<CrcAlgorithm, Field>> = {
  CRC32: createField(32, CRC_POLYNOMIALS.CRC32),
  CRC32C: createField(32, CRC_POLYNOMIALS.CRC32C),
  CRC64NVME: createField(64, CRC_POLYNOMIALS.CRC64NVME),
};

export function isCombinable(algorithm: ChecksumAlgorithm): algorithm is CrcAlgorithm {
  return Object.hasOwn(CRC_POLYNOMIALS, algorithm);
}

/** FULL_OBJECT: the checksum of all parts' bytes in order. The empty list gives the checksum of no bytes, which is zero. */
export function combineParts(algorithm: CrcAlgorithm, parts: readonly PartChecksum[]): string {
  const field = FIELDS[algorithm];
  // Nearly all parts of an upload have one size: its power of x is worked out once.
  const shifts = new Map<number, bigint>();
  let total = 0n;
  for (const part of parts) {
    let shift = shifts.get(part.sizeBytes);
    if (shift === undefined) shifts.set(part.sizeBytes, (shift = powerOfX(field, part.sizeBytes * 8)));
    total = multiply(field, total, shift) ^ fromBase64(part.value);
  }
  return toBase64(total, CHECKSUM_BYTES[algorithm]);
}

/** COMPOSITE: the digest of the parts' digests, followed by their number. */
export function composeParts(digest: DigestFunction, values: readonly string[]): string {
  return `${digest(Buffer.concat(values.map((value) => Buffer.from(value, "base64"))))}-${values.length}`;
}

function createField(width: number, polynomial: bigint): Field {
  const powers: bigint[] = [];
  const field: Field = { width, polynomial, powers };
  let power = 1n << BigInt(width - 2);
  for (let k = 0; k < POWERS; k++) {
    powers.push(power);
    power = multiply(field, power, power);
  }
  return field;
}

function multiply(field: Field, a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let bit = BigInt(field.width - 1); bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ field.polynomial : shifted >> 1n;
  }
  return product;
}

function powerOfX(field: Field, exponent: number): bigint {
  let power = 1n << BigInt(field.width - 1);
  let rest = exponent;
  for (let k = 0; rest > 0; k++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(field, power, field.powers[k] ?? 0n);
  }
  return power;
}

function fromBase64(value: string): bigint {
  return BigInt(`0x${Buffer.from(value, "base64").toString("hex") || "0"}`);
}

function toBase64(value: bigint, bytes: number): string {
  return Buffer.from(value.toString(16).padStart(bytes * 2, "0"), "hex").toString("base64");
}
