/**
 * CRC-32 of every `CHECKSUM_BLOCK_BYTES` of a blob, taken while it is written and verified before any byte of a block is
 * handed out. A range read therefore reads whole blocks and slices them.
 */
import { crc32 } from "node:zlib";
import type { BlobId, BlobStore, ByteRange } from "./blob-store.ts";
import { CHECKSUM_BLOCK_BYTES } from "./objects.ts";
import { StorageError } from "./storage-error.ts";

/** What is known of a finished blob: its length, and one checksum for each block. */
export interface BlobSummary {
  readonly sizeBytes: number;
  readonly checksums: readonly number[];
}

export class BlockChecksummer {
  readonly #checksums: number[] = [];
  #running = 0;
  #sizeBytes = 0;

  update(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      const room = CHECKSUM_BLOCK_BYTES - (this.#sizeBytes % CHECKSUM_BLOCK_BYTES);
      const piece = chunk.subarray(offset, offset + room);
      this.#running = crc32(piece, this.#running);
      this.#sizeBytes += piece.length;
      offset += piece.length;
      if (this.#sizeBytes % CHECKSUM_BLOCK_BYTES === 0) this.#endBlock();
    }
  }

  finish(): BlobSummary {
    if (this.#sizeBytes % CHECKSUM_BLOCK_BYTES !== 0) this.#endBlock();
    return { sizeBytes: this.#sizeBytes, checksums: this.#checksums };
  }

  #endBlock(): void {
    this.#checksums.push(this.#running);
    this.#running = 0;
  }
}

export interface BlobSource {
  readonly blobs: BlobStore;
  readonly id: BlobId;
  readonly summary: BlobSummary;
}

/**
 * Streams a range of a blob, block by block, each verified first.
 * @throws {StorageError} corrupt when a block does not match its checksum, or bytes are missing
 */
export async function* readVerified(source: BlobSource, range: ByteRange): AsyncGenerator<Uint8Array> {
  const { blobs, id, summary } = source;
  const alignedStart = range.startBytes - (range.startBytes % CHECKSUM_BLOCK_BYTES);
  const alignedEnd = Math.min(
    summary.sizeBytes,
    Math.ceil(range.endBytes / CHECKSUM_BLOCK_BYTES) * CHECKSUM_BLOCK_BYTES,
  );
  let pieces: Uint8Array[] = [];
  let running = 0;
  let offset = alignedStart;
  let blockStart = alignedStart;
  for await (const chunk of blobs.read(id, { startBytes: alignedStart, endBytes: alignedEnd })) {
    let rest = chunk;
    while (rest.length > 0) {
      const blockEnd = Math.min(blockStart + CHECKSUM_BLOCK_BYTES, alignedEnd);
      const piece = rest.subarray(0, blockEnd - offset);
      rest = rest.subarray(piece.length);
      running = crc32(piece, running);
      pieces.push(piece);
      offset += piece.length;
      if (offset < blockEnd) continue;
      if (running !== summary.checksums[blockStart / CHECKSUM_BLOCK_BYTES]) {
        throw new StorageError("corrupt", `the blob ${id} does not match its checksum at byte ${blockStart}`);
      }
      yield* clip(pieces, blockStart, range);
      [pieces, running, blockStart] = [[], 0, blockEnd];
    }
  }
  if (offset !== alignedEnd) throw new StorageError("corrupt", `the blob ${id} ends at byte ${offset}`);
}

function* clip(pieces: readonly Uint8Array[], startBytes: number, range: ByteRange): Generator<Uint8Array> {
  let offset = startBytes;
  for (const piece of pieces) {
    const wanted = piece.subarray(Math.max(0, range.startBytes - offset), Math.max(0, range.endBytes - offset));
    if (wanted.length > 0) yield wanted;
    offset += piece.length;
  }
}
