/**
 * The CRC-32 of a long run of bytes from the CRC-32s of its blocks, without a second pass: a CRC is linear over GF(2), so
 * crc(a + b) = crc(a) * x^(8 * bytes of b) + crc(b). All blocks but the last have one length, for which the product is four look-ups.
 * Polynomials are in reflected bit order, as CRC-32 is defined.
 */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
const BYTE_VALUES = 256;
const CRC_BYTES = 4;

export class Crc32Join {
  readonly #blockBytes: number;
  /** The product of each value of each of the four bytes with x^(8 * block bytes). */
  readonly #products: readonly Uint32Array[];

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
    const shift = powerOfX(8 * blockBytes);
    this.#products = Array.from({ length: CRC_BYTES }, (_, place) =>
      Uint32Array.from({ length: BYTE_VALUES }, (_unused, value) => multiply((value << (8 * place)) >>> 0, shift)),
    );
  }

  /** The checksum of bytes of which `total` is that of all but the last block. */
  join(total: number, checksum: number, sizeBytes: number): number {
    const moved = sizeBytes === this.#blockBytes ? this.#pastBlock(total) : multiply(total, powerOfX(8 * sizeBytes));
    return (moved ^ checksum) >>> 0;
  }

  #pastBlock(total: number): number {
    const [first, second, third, fourth] = this.#products;
    return (
      (first?.[total & 0xff] ?? 0) ^
      (second?.[(total >>> 8) & 0xff] ?? 0) ^
      (third?.[(total >>> 16) & 0xff] ?? 0) ^
      (fourth?.[total >>> 24] ?? 0)
    );
  }
}

function multiply(a: number, b: number): number {
  let product = 0;
  let power = b;
  for (let bit = 31; bit >= 0; bit -= 1) {
    if (((a >>> bit) & 1) === 1) product ^= power;
    power = (power & 1) === 1 ? (power >>> 1) ^ POLYNOMIAL : power >>> 1;
  }
  return product >>> 0;
}

function powerOfX(exponent: number): number {
  let power = ONE;
  let squared = ONE >>> 1;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, squared);
    squared = multiply(squared, squared);
  }
  return power;
}
