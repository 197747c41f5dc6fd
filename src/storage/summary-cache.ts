/**
 * Summaries of the blobs that were read last. A summary never changes and a blob's id is never used again, so nothing here
 * becomes wrong; a range of a large blob would otherwise fetch 128 KiB of checks for each GiB of it, to use twelve bytes of them.
 */
import type { BlobSummary } from "./block-checksums.ts";

/** Bytes of checks that are kept: those of 64 GiB. */
const CACHED_BYTES_MAX = 8 * 1024 * 1024;
/** What an entry costs besides its checks. */
const ENTRY_BYTES = 256;

export class SummaryCache {
  /** In order of last use. */
  readonly #summaries = new Map<string, BlobSummary>();
  #bytes = 0;

  get(id: string): BlobSummary | undefined {
    const summary = this.#summaries.get(id);
    if (summary === undefined) return undefined;
    this.#summaries.delete(id);
    this.#summaries.set(id, summary);
    return summary;
  }

  set(id: string, summary: BlobSummary): void {
    if (this.#summaries.has(id)) return;
    this.#summaries.set(id, summary);
    this.#bytes += costOf(summary);
    for (const [oldest, kept] of this.#summaries) {
      if (this.#bytes <= CACHED_BYTES_MAX) return;
      this.#summaries.delete(oldest);
      this.#bytes -= costOf(kept);
    }
  }
}

function costOf({ checksums }: BlobSummary): number {
  return ENTRY_BYTES + checksums.length;
}
