/**
 * Looks at stored bytes without handing them out: every block against its check, and on after one that is wrong. Needs no keys, because the
 * check of a sealed block has a CRC-32 of what lies there. Where bytes are gone or cannot be read the rest of their extent counts as damaged.
 */
import { crc32 } from "node:zlib";
import { giveBackChunk } from "../runtime/chunk-pool.ts";
import type { BlobId, BlobStore, ByteRange } from "./blob-store.ts";
import { type BlobSummary, checkBytes } from "./block-checksums.ts";
import { bytesKey, decodeSummary } from "./bytes-record.ts";
import type { DamagedRange, Extent } from "./objects.ts";
import type { Packs } from "./packs/packs.ts";
import type { RecordStore } from "./record-store.ts";
import { isSmall, verifySmall } from "./small-bytes.ts";
import { StorageError } from "./storage-error.ts";

export interface VerifyDeps {
  readonly records: RecordStore;
  readonly blobs: BlobStore;
  readonly packs: Packs | undefined;
}

/** The damaged ranges of one extent, in its own bytes, among the blocks that the range touches. @throws {StorageError} closed */
export async function verifyExtent(deps: VerifyDeps, extent: Extent, range: ByteRange): Promise<DamagedRange[]> {
  const { id, kind, sizeBytes } = extent;
  const record = kind === "packed" ? undefined : await deps.records.get(bytesKey(id));
  const whole = { startBytes: 0, endBytes: sizeBytes };
  try {
    if (isSmall(extent)) {
      verifySmall({ packs: deps.packs, record }, extent);
      return [];
    }
    return await verifyBlob(deps, { id, summary: decodeSummary(id, record, sizeBytes), range });
  } catch (error) {
    return [{ ...whole, reason: reasonOf(error) }];
  }
}

interface VerifiedBlob {
  readonly id: string;
  readonly summary: BlobSummary;
  readonly range: ByteRange;
}

async function verifyBlob({ blobs }: VerifyDeps, { id, summary, range }: VerifiedBlob): Promise<DamagedRange[]> {
  const { blockBytes, sizeBytes } = summary;
  const startBytes = range.startBytes - (range.startBytes % blockBytes);
  const endBytes = Math.min(sizeBytes, Math.ceil(range.endBytes / blockBytes) * blockBytes);
  const damaged: DamagedRange[] = [];
  let offset = startBytes;
  let running = 0;
  try {
    for await (const chunk of blobs.read(id as BlobId, { startBytes, endBytes })) {
      for (let position = 0; position < chunk.length;) {
        const blockStart = offset - (offset % blockBytes);
        const blockEnd = Math.min(blockStart + blockBytes, endBytes);
        const piece = chunk.subarray(position, position + blockEnd - offset);
        running = crc32(piece, running);
        position += piece.length;
        offset += piece.length;
        if (offset < blockEnd) break;
        if (running !== checksumAt(summary, blockStart))
          damaged.push({ startBytes: blockStart, endBytes: blockEnd, reason: "does not match its checksum" });
        running = 0;
      }
      giveBackChunk(chunk);
    }
  } catch (error) {
    damaged.push({ startBytes: offset, endBytes: sizeBytes, reason: reasonOf(error) });
  }
  return damaged;
}

function checksumAt({ checksums, blockBytes, layers }: BlobSummary, blockStart: number): number | undefined {
  const place = (blockStart / blockBytes) * checkBytes(layers);
  const view = new DataView(checksums.buffer, checksums.byteOffset, checksums.byteLength);
  return place + 4 <= checksums.byteLength ? view.getUint32(place, true) : undefined;
}

/** Only damage is an answer; a store that is closing is none. */
function reasonOf(error: unknown): string {
  if (error instanceof StorageError && (error.kind === "corrupt" || error.kind === "io")) return error.message;
  throw error;
}
