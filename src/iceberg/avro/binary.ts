/**
 * Avro's binary encoding of primitive values. Longs are bigint throughout, because snapshot ids use all 64 bits.
 *
 * @see https://avro.apache.org/docs/1.11.1/specification/ ("Binary encoding")
 */
import { IcebergError } from "../iceberg-error.ts";

const FIRST_CHUNK_BYTES = 4 * 1024;
const LONG_BYTES_MAX = 10;
const decoder = new TextDecoder("utf-8", { fatal: true });

export class AvroWriter {
  #bytes = Buffer.alloc(FIRST_CHUNK_BYTES);
  #length = 0;

  /** What was written so far; a copy. */
  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes.subarray(0, this.#length));
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  boolean(value: boolean): void {
    this.raw(Uint8Array.of(value ? 1 : 0));
  }

  /** Zig-zag, seven bits a byte, the lowest first. */
  long(value: bigint): void {
    this.#reserve(LONG_BYTES_MAX);
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
    while (rest > 0x7fn) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  float(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeFloatLE(value, this.#length);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  bytes(value: Uint8Array): void {
    this.long(BigInt(value.length));
    this.raw(value);
  }

  string(value: string): void {
    this.bytes(Buffer.from(value));
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** @throws {IcebergError} malformed when the bytes end early or are none of Avro's */
export class AvroReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  get bytesLeft(): number {
    return this.#bytes.length - this.#at;
  }

  raw(count: number): Uint8Array {
    if (count < 0 || this.#at + count > this.#bytes.length) throw malformed("the bytes end early");
    const found = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return found;
  }

  boolean(): boolean {
    return this.raw(1)[0] === 1;
  }

  long(): bigint {
    let value = 0n;
    for (let index = 0; index < LONG_BYTES_MAX; index++) {
      const byte = this.raw(1)[0] ?? 0;
      value |= BigInt(byte & 0x7f) << BigInt(index * 7);
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw malformed("a number has more than 64 bits");
  }

  /** A length or count. */
  count(): number {
    const value = this.long();
    if (value < 0n || value > BigInt(this.#bytes.length)) throw malformed("a length is larger than the file");
    return Number(value);
  }

  float(): number {
    return Buffer.from(this.raw(4)).readFloatLE();
  }

  double(): number {
    return Buffer.from(this.raw(8)).readDoubleLE();
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.raw(this.count()));
  }

  string(): string {
    try {
      return decoder.decode(this.raw(this.count()));
    } catch (error) {
      if (error instanceof IcebergError) throw error;
      throw malformed("a text is not UTF-8");
    }
  }
}

export function malformed(why: string): IcebergError {
  return new IcebergError("malformed", `not an Avro file that can be read: ${why}`);
}
