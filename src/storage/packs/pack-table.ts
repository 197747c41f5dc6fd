/**
 * The end of a pack that was compacted, which says where its entries went: for each, in order, the place that it had first and the place in this file, four
 * bytes each; then their number, the CRC-32 of the table and "lakepack". A pack that never was compacted has none: there both places are the same.
 */
import { crc32 } from "node:zlib";
import { StorageError } from "../storage-error.ts";
import type { OpenPack } from "./pack-files.ts";

const ROW_BYTES = 8;
const TRAILER_BYTES = 16;
const MARK = Buffer.from("lakepack");

export interface MovedEntry {
  readonly offset: number;
  readonly movedTo: number;
}

/** In the order of the offsets. */
export function encodeTable(entries: readonly MovedEntry[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(ROW_BYTES * entries.length + TRAILER_BYTES);
  for (const [index, { offset, movedTo }] of entries.entries()) {
    bytes.writeUInt32LE(offset, ROW_BYTES * index);
    bytes.writeUInt32LE(movedTo, ROW_BYTES * index + 4);
  }
  const end = ROW_BYTES * entries.length;
  bytes.writeUInt32LE(entries.length, end);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end + 4);
  bytes.set(MARK, end + 8);
  return bytes;
}

export class PackTable {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws {StorageError} corrupt when the file does not end in a table */
  static read(file: OpenPack, pack: number): PackTable {
    const { sizeBytes } = file;
    const trailer = Buffer.from(file.read(Math.max(0, sizeBytes - TRAILER_BYTES), TRAILER_BYTES));
    const tableBytes = trailer.length === TRAILER_BYTES ? ROW_BYTES * trailer.readUInt32LE(0) : -1;
    const start = sizeBytes - TRAILER_BYTES - tableBytes;
    if (tableBytes < 0 || start < 0 || !trailer.subarray(8).equals(MARK))
      throw new StorageError("corrupt", `the table of the pack ${pack} is missing`);
    const bytes = Buffer.from(file.read(start, tableBytes));
    if (crc32(bytes) !== trailer.readUInt32LE(4))
      throw new StorageError("corrupt", `the table of the pack ${pack} does not match its checksum`);
    return new PackTable(bytes);
  }

  /** Where the entry lies now; undefined when it was left out. */
  find(offset: number): number | undefined {
    const at = ROW_BYTES * this.#rowFrom(offset);
    if (at === this.#bytes.length || this.#bytes.readUInt32LE(at) !== offset) return undefined;
    return this.#bytes.readUInt32LE(at + 4);
  }

  /** The first entry that had its place at or behind `start`. */
  firstFrom(start: number): number | undefined {
    const at = ROW_BYTES * this.#rowFrom(start);
    return at === this.#bytes.length ? undefined : this.#bytes.readUInt32LE(at);
  }

  #rowFrom(start: number): number {
    let low = 0;
    let high = this.#bytes.length / ROW_BYTES;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bytes.readUInt32LE(ROW_BYTES * middle) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
