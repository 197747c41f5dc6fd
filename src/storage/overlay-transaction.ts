/**
 * A layer of writes above any reader: shows the layer's own writes, and hands them on only when asked to. One lies under
 * every transaction body, which is why a throwing body leaves nothing behind in any engine, and why a body may run again; engines that
 * commit in groups keep what is not yet durable in one.
 */
import type { EncodedKey, Span } from "./key-encoding.ts";
import {
  entriesOf,
  type RawEntry,
  type RawReader,
  type RawTransaction,
  type RawVisitor,
  type RawWriter,
} from "./raw-records.ts";
import { TRANSACTION_BYTES_MAX, VALUE_BYTES_MAX } from "./record-store.ts";
import { SortedEntries, type SortedEntry } from "./sorted-entries.ts";
import { StorageError } from "./storage-error.ts";

/** What a write is charged besides its bytes, so that many tiny writes are bounded too. */
const WRITE_OVERHEAD_BYTES = 64;

/** Null marks a removal. */
type Written = Uint8Array | null;

export class OverlayTransaction implements RawTransaction {
  readonly #base: RawReader;
  readonly #writes = new SortedEntries<Written>();
  #bytes = 0;

  constructor(base: RawReader) {
    this.#base = base;
  }

  get isEmpty(): boolean {
    return this.#writes.count === 0;
  }

  /** Bytes written so far, with `WRITE_OVERHEAD_BYTES` for every write. */
  get sizeBytes(): number {
    return this.#bytes;
  }

  get(key: EncodedKey): Uint8Array | undefined {
    const written = this.#writes.get(key);
    if (written === undefined) return this.#base.get(key);
    return written === null ? undefined : new Uint8Array(written);
  }

  visit(span: Span, visitor: RawVisitor): void {
    const written = this.isEmpty ? [] : this.#writes.range({ ...span, limit: Number.MAX_SAFE_INTEGER });
    if (written.length === 0) return this.#base.visit(span, visitor);
    // Each write hides at most one stored entry, so this many are always enough.
    const stored = entriesOf(this.#base, { ...span, limit: span.limit + written.length });
    for (const { key, value } of merge(stored, written, span)) visitor(key, value, value.length);
  }

  /** @throws {StorageError} limit for a value that is too long */
  put(key: EncodedKey, value: Uint8Array): void {
    if (value.length > VALUE_BYTES_MAX) {
      throw new StorageError("limit", `a value of ${value.length} bytes is longer than ${VALUE_BYTES_MAX}`);
    }
    this.#bytes += key.length + value.length + WRITE_OVERHEAD_BYTES;
    this.#writes.set(key, value);
  }

  delete(key: EncodedKey): void {
    this.#bytes += key.length + WRITE_OVERHEAD_BYTES;
    this.#writes.set(key, null);
  }

  /** @throws {StorageError} limit when the writes together are more than one transaction may make */
  checkSize(): void {
    if (this.#bytes <= TRANSACTION_BYTES_MAX) return;
    throw new StorageError("limit", `a transaction of ${this.#bytes} bytes is larger than ${TRANSACTION_BYTES_MAX}`);
  }

  applyTo(target: RawWriter): void {
    for (const { key, value } of this.#writes.all()) {
      if (value === null) target.delete(key);
      else target.put(key, value);
    }
  }
}

/** Both lists are in the span's order; what is written wins over what is stored. */
function merge(stored: readonly RawEntry[], written: readonly SortedEntry<Written>[], span: Span): RawEntry[] {
  const merged: RawEntry[] = [];
  let [nextStored, nextWritten] = [0, 0];
  while (merged.length < span.limit) {
    const below = stored[nextStored];
    const above = written[nextWritten];
    if (below === undefined && above === undefined) break;
    if (above === undefined || (below !== undefined && isBefore(below.key, above.key, span.reverse))) {
      if (below !== undefined) merged.push(below);
      nextStored += 1;
      continue;
    }
    if (above.value !== null) merged.push({ key: above.key, value: above.value });
    if (below?.key === above.key) nextStored += 1;
    nextWritten += 1;
  }
  return merged;
}

function isBefore(left: EncodedKey, right: EncodedKey, reverse: boolean): boolean {
  return reverse ? left > right : left < right;
}
