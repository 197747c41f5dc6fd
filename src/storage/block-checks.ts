/**
 * What is known of the blocks of a blob that is being written, in a few pages of memory: an upload of 5 GiB has 160,000 blocks, and many run at once.
 */
import type { Crc32Join } from "./crc32-join.ts";

/** The checks of 128 MiB; of sealed bytes, of a fifth of it for each layer. */
const PAGE_BYTES = 16 * 1024;

/** Checks of equal length, one after the other. */
export class BlockChecks {
  readonly #checkBytes: number;
  readonly #pages: Buffer[] = [];
  #page = Buffer.alloc(0);
  #usedBytes = 0;

  constructor(checkBytes: number) {
    this.#checkBytes = checkBytes;
  }

  /** Room for the next check, with zeroes in it. */
  next(): Buffer {
    if (this.#usedBytes + this.#checkBytes > this.#page.length) {
      this.#pages.push(this.#page.subarray(0, this.#usedBytes));
      this.#page = Buffer.alloc(PAGE_BYTES);
      this.#usedBytes = 0;
    }
    const start = this.#usedBytes;
    this.#usedBytes += this.#checkBytes;
    return this.#page.subarray(start, this.#usedBytes);
  }

  /** All of them. */
  joined(): Buffer {
    return Buffer.concat([...this.#pages, this.#page.subarray(0, this.#usedBytes)]);
  }
}

/** The CRC-32 of all bytes, from those of their blocks as they come. */
export class RunningCrc32 {
  readonly #join: Crc32Join;
  #value = 0;

  constructor(join: Crc32Join) {
    this.#join = join;
  }

  get value(): number {
    return this.#value;
  }

  /** The next block; only the last one may be shorter than the others. */
  add(checksum: number, sizeBytes: number): void {
    this.#value = this.#join.join(this.#value, checksum, sizeBytes);
  }
}
