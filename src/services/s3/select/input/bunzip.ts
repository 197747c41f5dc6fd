/**
 * Uncompresses BZIP2 that comes in pieces, a block at a time: at most 900,000 bytes, which runs of equal bytes may make 46 MB. Written
 * from the format: blocks of a Burrows-Wheeler transform, moved to front, run-length coded and Huffman coded by up to six tables in groups of 50 symbols. Streams may follow
 * each other, as bzip2 itself takes them.
 */
import { selectError } from "../select-error.ts";

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const GROUP_SYMBOLS = 50;
const CODE_BITS_MAX = 20;
/** A block of 900,000 bytes that does not compress takes a little more than that. */
const TRIED_EVERY_BYTES = 256 * 1024;

/** There are not enough bytes yet. */
class OutOfBits extends Error {}
const OUT_OF_BITS = new OutOfBits();

class BitReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** In bits. */
  at = 0;

  bits(count: number): number {
    let value = 0;
    for (let left = count; left > 0;) {
      const byte = this.bytes[this.at >>> 3];
      if (byte === undefined) throw OUT_OF_BITS;
      const offset = this.at & 7;
      const taken = Math.min(left, 8 - offset);
      value = value * 2 ** taken + ((byte >>> (8 - offset - taken)) & (2 ** taken - 1));
      this.at += taken;
      left -= taken;
    }
    return value;
  }

  bit(): number {
    const byte = this.bytes[this.at >>> 3];
    if (byte === undefined) throw OUT_OF_BITS;
    const bit = (byte >>> (7 - (this.at & 7))) & 1;
    this.at += 1;
    return bit;
  }
}

/** Canonical codes: for each length the first code, and where its symbols begin. */
interface HuffmanTable {
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

function damaged(): Error {
  return selectError("TruncatedInput");
}

export class Bunzip {
  readonly #bits = new BitReader();
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #hasEnded = false;
  /** Bytes of a block at most; 0 outside of a stream. */
  #blockBytesMax = 0;
  #streams = 0;
  #checksum = 0;

  push(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  end(): void {
    this.#hasEnded = true;
  }

  /** The next block. @throws {TruncatedInput} 400 for what is not BZIP2, or not whole */
  next(): Uint8Array | "hungry" | "done" {
    if (this.#pendingBytes < TRIED_EVERY_BYTES && !this.#hasEnded) return "hungry";
    this.#gather();
    for (;;) {
      const start = this.#bits.at;
      try {
        if (this.#blockBytesMax === 0) {
          if (this.#isAtEnd()) return "done";
          this.#readStreamHead();
        } else {
          const block = this.#readBlock();
          if (block !== undefined) return block;
        }
      } catch (error) {
        if (!(error instanceof OutOfBits)) throw error;
        if (this.#hasEnded) throw damaged();
        this.#bits.at = start;
        return "hungry";
      }
    }
  }

  #gather(): void {
    if (this.#pendingBytes === 0) return;
    const { bytes, at } = this.#bits;
    this.#bits.bytes = Buffer.concat([bytes.subarray(at >>> 3), ...this.#pending]);
    this.#bits.at = at & 7;
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #isAtEnd(): boolean {
    return this.#hasEnded && this.#streams > 0 && this.#bits.at >>> 3 >= this.#bits.bytes.length;
  }

  #readStreamHead(): void {
    const magic = this.#bits.bits(24);
    const level = this.#bits.bits(8) - 0x30;
    if (magic !== 0x425a68 || level < 1 || level > 9) {
      // Something else at the very beginning is no BZIP2 at all.
      throw this.#streams === 0
        ? selectError(
            "InvalidCompressionFormat",
            "BZIP2 is not applicable to the queried object. Please correct the request and try again.",
          )
        : damaged();
    }
    this.#blockBytesMax = level * 100_000;
    this.#checksum = 0;
  }

  /** Undefined at the end of a stream. */
  #readBlock(): Uint8Array | undefined {
    const magic = this.#bits.bits(48);
    const checksum = this.#bits.bits(32);
    if (magic === END_MAGIC) {
      if (checksum !== this.#checksum >>> 0) throw damaged();
      this.#bits.at = (this.#bits.at + 7) & ~7;
      this.#blockBytesMax = 0;
      this.#streams += 1;
      return undefined;
    }
    if (magic !== BLOCK_MAGIC) throw damaged();
    const block = readBlock(this.#bits, this.#blockBytesMax);
    if (checksumOf(block) !== checksum) throw damaged();
    this.#checksum = ((this.#checksum << 1) | (this.#checksum >>> 31)) ^ checksum;
    return block;
  }
}

function readBlock(bits: BitReader, blockBytesMax: number): Uint8Array {
  if (bits.bit() === 1) throw damaged(); // Randomised blocks have not been written since 1999.
  const origin = bits.bits(24);
  const used = readUsedBytes(bits);
  const symbolCount = used.length + 2;
  const tableCount = bits.bits(3);
  const selectorCount = bits.bits(15);
  if (used.length === 0 || tableCount < 2 || tableCount > 6 || selectorCount === 0) throw damaged();
  const selectors = readSelectors(bits, tableCount, selectorCount);
  const tables = Array.from({ length: tableCount }, () => readTable(bits, symbolCount));
  const transform = readSymbols(bits, { used, selectors, tables, blockBytesMax });
  if (origin >= transform.length) throw damaged();
  return expandRuns(invert(transform.bytes, transform.length, origin));
}

function readUsedBytes(bits: BitReader): Uint8Array {
  const ranges = bits.bits(16);
  const used: number[] = [];
  for (let range = 0; range < 16; range += 1) {
    if (((ranges >>> (15 - range)) & 1) === 0) continue;
    const members = bits.bits(16);
    for (let member = 0; member < 16; member += 1) {
      if (((members >>> (15 - member)) & 1) === 1) used.push(range * 16 + member);
    }
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: BitReader, tableCount: number, count: number): Uint8Array {
  const order = Array.from({ length: tableCount }, (_, index) => index);
  const selectors = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    let place = 0;
    while (bits.bit() === 1) {
      place += 1;
      if (place >= tableCount) throw damaged();
    }
    const [chosen = 0] = order.splice(place, 1);
    order.unshift(chosen);
    selectors[at] = chosen;
  }
  return selectors;
}

function readTable(bits: BitReader, symbolCount: number): HuffmanTable {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.bits(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    while (bits.bit() === 1) length += bits.bit() === 0 ? 1 : -1;
    if (length < 1 || length > CODE_BITS_MAX) throw damaged();
    lengths[symbol] = length;
  }
  return tableOf(lengths);
}

function tableOf(lengths: Uint8Array): HuffmanTable {
  const counts = new Int32Array(CODE_BITS_MAX + 2);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const limits = new Int32Array(CODE_BITS_MAX + 2).fill(-1);
  const bases = new Int32Array(CODE_BITS_MAX + 2);
  const symbols = new Uint16Array(lengths.length);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= CODE_BITS_MAX; length += 1) {
    const count = counts[length] ?? 0;
    bases[length] = index - code;
    for (let symbol = 0; symbol < lengths.length; symbol += 1)
      if (lengths[symbol] === length) symbols[index++] = symbol;
    code += count;
    limits[length] = count === 0 ? -1 : code - 1;
    code <<= 1;
  }
  return { limits, bases, symbols, shortest: Math.min(...lengths) };
}

function decodeSymbol(bits: BitReader, { limits, bases, symbols, shortest }: HuffmanTable): number {
  let code = bits.bits(shortest);
  for (let length = shortest; length <= CODE_BITS_MAX; length += 1) {
    const limit = limits[length] ?? -1;
    if (limit >= 0 && code <= limit) {
      const symbol = symbols[code + (bases[length] ?? 0)];
      if (symbol === undefined) throw damaged();
      return symbol;
    }
    code = (code << 1) | bits.bit();
  }
  throw damaged();
}

interface Coding {
  readonly used: Uint8Array;
  readonly selectors: Uint8Array;
  readonly tables: readonly HuffmanTable[];
  readonly blockBytesMax: number;
}

/** Undoes Huffman, run-length and move-to-front coding. */
function readSymbols(
  bits: BitReader,
  { used, selectors, tables, blockBytesMax }: Coding,
): { bytes: Uint8Array; length: number } {
  const front = used.slice();
  const bytes = new Uint8Array(blockBytesMax);
  const endSymbol = used.length + 1;
  let length = 0;
  let run = 0;
  let runUnit = 1;
  for (let group = 0; ; group += 1) {
    const table = tables[selectors[group] ?? -1];
    if (table === undefined) throw damaged();
    for (let left = GROUP_SYMBOLS; left > 0; left -= 1) {
      const symbol = decodeSymbol(bits, table);
      if (symbol <= 1) {
        run += runUnit << symbol;
        runUnit <<= 1;
        if (run > blockBytesMax) throw damaged();
        continue;
      }
      if (run > 0) {
        if (length + run > blockBytesMax) throw damaged();
        bytes.fill(front[0] ?? 0, length, length + run);
        length += run;
        run = 0;
        runUnit = 1;
      }
      if (symbol === endSymbol) return { bytes, length };
      if (length >= blockBytesMax) throw damaged();
      const place = symbol - 1;
      const byte = front[place] ?? 0;
      front.copyWithin(1, 0, place);
      front[0] = byte;
      bytes[length++] = byte;
    }
  }
}

/** Undoes the Burrows-Wheeler transform. */
function invert(bytes: Uint8Array, length: number, origin: number): Uint8Array {
  const starts = new Int32Array(257);
  for (let at = 0; at < length; at += 1) starts[(bytes[at] ?? 0) + 1] = (starts[(bytes[at] ?? 0) + 1] ?? 0) + 1;
  for (let byte = 0; byte < 256; byte += 1) starts[byte + 1] = (starts[byte + 1] ?? 0) + (starts[byte] ?? 0);
  const next = new Int32Array(length);
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    const place = starts[byte] ?? 0;
    next[place] = at;
    starts[byte] = place + 1;
  }
  const result = new Uint8Array(length);
  let at = next[origin] ?? 0;
  for (let place = 0; place < length; place += 1) {
    result[place] = bytes[at] ?? 0;
    at = next[at] ?? 0;
  }
  return result;
}

/** Four equal bytes are followed by how many more of them there are. */
function expandRuns(bytes: Uint8Array): Uint8Array {
  let size = 0;
  const walk = (take: (byte: number, count: number) => void): void => {
    let previous = -1;
    let equal = 0;
    for (const byte of bytes) {
      if (equal === 4) {
        take(previous, byte);
        equal = 0;
        previous = -1;
        continue;
      }
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
      take(byte, 1);
    }
  };
  walk((_, count) => (size += count));
  const result = new Uint8Array(size);
  let at = 0;
  walk((byte, count) => {
    result.fill(byte, at, at + count);
    at += count;
  });
  return result;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** CRC-32, most significant bit first. */
function checksumOf(bytes: Uint8Array): number {
  let value = -1;
  for (const byte of bytes) value = (value << 8) ^ (CRC_TABLE[(value >>> 24) ^ byte] ?? 0);
  return ~value >>> 0;
}
