/**
 * One check for every block of a blob, taken while it is written and verified before any byte of a block is handed out. Blocks
 * are small, so that a range costs little more than itself; they are read in the longer runs that the blob store gives.
 */
import { crc32 } from "node:zlib";
import { narrowChunk } from "../runtime/chunk-pool.ts";
import type { BlobId, BlobStore, ByteRange } from "./blob-store.ts";
import { BlockChecks, RunningCrc32 } from "./block-checks.ts";
import { Crc32Join } from "./crc32-join.ts";
import { StorageError } from "./storage-error.ts";

/**
 * Bytes that one check covers in what is written now; a summary says what it was for its blob. A range reads and sums the whole of each
 * block that it touches, which is 96 KiB for 64 KiB anywhere; each GiB has 128 KiB of checks. Measured with 16 KiB: ranges a few
 * percent cheaper, whole objects as much dearer.
 */
export const BLOCK_BYTES = 32 * 1024;

/** What is known of a finished blob: its length, and one check for each block. */
export interface BlobSummary {
  readonly sizeBytes: number;
  /** A power of two. */
  readonly blockBytes: number;
  /** How many times the bytes are sealed (sealed-blocks.ts); 0 for bytes that lie as they are. */
  readonly layers: number;
  /** Of each block in order: CRC-32 of what lies there, little-endian, four bytes, and a tag of 16 bytes for each layer. */
  readonly checksums: Uint8Array;
}

/** What is known of bytes that have come in. */
export interface SummedBytes {
  readonly summary: BlobSummary;
  /** CRC-32 of all of them. */
  readonly crc32: number;
}

export const CHECKSUM_BYTES = 4;
export const TAG_BYTES = 16;
const blockJoin = new Crc32Join(BLOCK_BYTES);

/** Bytes of one block's check. */
export function checkBytes(layers: number): number {
  return CHECKSUM_BYTES + TAG_BYTES * layers;
}

/** For blocks of `BLOCK_BYTES`. */
export function runningCrc32(): RunningCrc32 {
  return new RunningCrc32(blockJoin);
}

export class BlockChecksummer {
  readonly #checks = new BlockChecks(CHECKSUM_BYTES);
  readonly #whole = runningCrc32();
  #running = 0;
  #sizeBytes = 0;

  update(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      const room = BLOCK_BYTES - (this.#sizeBytes % BLOCK_BYTES);
      const piece = chunk.subarray(offset, offset + room);
      this.#running = crc32(piece, this.#running);
      this.#sizeBytes += piece.length;
      offset += piece.length;
      if (this.#sizeBytes % BLOCK_BYTES === 0) this.#endBlock(BLOCK_BYTES);
    }
  }

  finish(): SummedBytes {
    const sizeBytes = this.#sizeBytes;
    const restBytes = sizeBytes % BLOCK_BYTES;
    if (restBytes > 0) this.#endBlock(restBytes);
    const summary = { sizeBytes, blockBytes: BLOCK_BYTES, layers: 0, checksums: this.#checks.joined() };
    return { summary, crc32: this.#whole.value };
  }

  #endBlock(sizeBytes: number): void {
    this.#checks.next().writeUInt32LE(this.#running);
    this.#whole.add(this.#running, sizeBytes);
    this.#running = 0;
  }
}

export interface BlobSource {
  readonly blobs: BlobStore;
  readonly id: BlobId;
  readonly summary: BlobSummary;
}

/** The whole blocks that a range touches. */
function blocksAround({ blockBytes, sizeBytes }: BlobSummary, range: ByteRange): ByteRange {
  return {
    startBytes: range.startBytes - (range.startBytes % blockBytes),
    endBytes: Math.min(sizeBytes, Math.ceil(range.endBytes / blockBytes) * blockBytes),
  };
}

/**
 * A short range of a blob that is not sealed, when it is at hand; undefined when it must be streamed.
 * @throws {StorageError} corrupt when a block does not match its check
 */
export function readVerifiedAtOnce({ blobs, id, summary }: BlobSource, range: ByteRange): Uint8Array | undefined {
  const blocks = blocksAround(summary, range);
  const bytes = blobs.readAtOnce?.(id, blocks);
  if (bytes === undefined) return undefined;
  const verifier = new BlockVerifier(id, summary, blocks);
  verifier.update(bytes);
  verifier.finish();
  return narrowChunk(bytes, clip(bytes, blocks.startBytes, range));
}

/**
 * Streams a range of a blob that is not sealed in the chunks of the blob store, each handed out when all blocks in it are verified.
 * @throws {StorageError} corrupt when a block does not match its check, or bytes are missing
 */
export async function* readVerified(source: BlobSource, range: ByteRange): AsyncGenerator<Uint8Array> {
  const { blobs, id, summary } = source;
  const { startBytes, endBytes } = blocksAround(summary, range);
  const verifier = new BlockVerifier(id, summary, { startBytes, endBytes });
  /** Bytes of a block that is not whole yet. */
  let held: Uint8Array[] = [];
  let offset = startBytes;
  for await (const chunk of blobs.read(id, { startBytes, endBytes })) {
    const verifiedBytes = verifier.update(chunk);
    if (verifiedBytes === chunk.length && held.length === 0) {
      const wanted = narrowChunk(chunk, clip(chunk, offset, range));
      offset += chunk.length;
      if (wanted.length > 0) yield wanted;
      continue;
    }
    if (verifiedBytes > 0) {
      for (const piece of [...held, chunk.subarray(0, verifiedBytes)]) {
        const wanted = clip(piece, offset, range);
        offset += piece.length;
        if (wanted.length > 0) yield wanted;
      }
      held = [];
    }
    if (verifiedBytes < chunk.length) held.push(chunk.subarray(verifiedBytes));
  }
  verifier.finish();
}

/** Sums blocks as their bytes come, in chunks of any length. */
class BlockVerifier {
  readonly #id: BlobId;
  readonly #summary: BlobSummary;
  readonly #checksums: DataView;
  readonly #endBytes: number;
  #offset: number;
  #running = 0;

  /** The range begins at a block and ends at one, or with the blob. */
  constructor(id: BlobId, summary: BlobSummary, { startBytes, endBytes }: ByteRange) {
    this.#id = id;
    this.#summary = summary;
    const { buffer, byteOffset, byteLength } = summary.checksums;
    this.#checksums = new DataView(buffer, byteOffset, byteLength);
    this.#offset = startBytes;
    this.#endBytes = endBytes;
  }

  /** How many bytes of the chunk, from its start, belong to blocks that are whole and right. */
  update(chunk: Uint8Array): number {
    const { blockBytes } = this.#summary;
    let verifiedBytes = 0;
    for (let position = 0; position < chunk.length;) {
      const blockStart = this.#offset - (this.#offset % blockBytes);
      const blockEnd = Math.min(blockStart + blockBytes, this.#endBytes);
      if (blockEnd === this.#offset)
        throw new StorageError("corrupt", `the blob ${this.#id} is longer than it should be`);
      const piece = chunk.subarray(position, position + blockEnd - this.#offset);
      this.#running = crc32(piece, this.#running);
      position += piece.length;
      this.#offset += piece.length;
      if (this.#offset < blockEnd) break;
      this.#check(blockStart);
      verifiedBytes = position;
    }
    return verifiedBytes;
  }

  finish(): void {
    if (this.#offset !== this.#endBytes)
      throw new StorageError("corrupt", `the blob ${this.#id} ends at byte ${this.#offset}`);
  }

  #check(blockStart: number): void {
    const place = (blockStart / this.#summary.blockBytes) * CHECKSUM_BYTES;
    const isKnown = place + CHECKSUM_BYTES <= this.#checksums.byteLength;
    if (!isKnown || this.#running !== this.#checksums.getUint32(place, true))
      throw new StorageError("corrupt", `the blob ${this.#id} does not match its checksum at byte ${blockStart}`);
    this.#running = 0;
  }
}

/** What of a piece that begins at `startBytes` of the blob is in the range; the piece itself when all is. */
export function clip(piece: Uint8Array, startBytes: number, range: ByteRange): Uint8Array {
  const first = Math.max(0, range.startBytes - startBytes);
  const end = Math.min(piece.length, range.endBytes - startBytes);
  return first === 0 && end === piece.length ? piece : piece.subarray(first, Math.max(first, end));
}
