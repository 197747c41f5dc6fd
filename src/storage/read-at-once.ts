/** Short ranges that nothing has to be waited for: what they are asked for most, columns of Parquet files, lies in files that are open already. */
import type { BlobId, BlobStore, ByteRange } from "./blob-store.ts";
import { readVerifiedAtOnce } from "./block-checksums.ts";
import type { Extents } from "./objects.ts";
import type { SummaryCache } from "./summary-cache.ts";

/** Only ranges inside of one blob whose checks are known. @throws {StorageError} corrupt */
export function readAtOnce(
  { blobs, summaries }: { readonly blobs: BlobStore; readonly summaries: SummaryCache },
  extents: Extents,
  range: ByteRange,
): Uint8Array | undefined {
  if (blobs.readAtOnce === undefined || range.startBytes >= range.endBytes) return undefined;
  let offset = 0;
  for (const { id, kind, sizeBytes } of extents) {
    const startBytes = range.startBytes - offset;
    const endBytes = range.endBytes - offset;
    if (startBytes < sizeBytes) {
      const summary = kind === "blob" && endBytes <= sizeBytes ? summaries.get(id) : undefined;
      if (summary === undefined || summary.layers > 0) return undefined;
      return readVerifiedAtOnce({ blobs, id: id as BlobId, summary }, { startBytes, endBytes });
    }
    offset += sizeBytes;
  }
  return undefined;
}
