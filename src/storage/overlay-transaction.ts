/**
 * Buffers the writes of one transaction body above any reader, shows the body its own writes, and hands them to the
 * engine only when the body is done. This is why a throwing body leaves nothing behind in any engine, even when it shares an engine
 * transaction with others, and why a body may run again.
 */
import type { EncodedKey, Span } from "./key-encoding.ts";
import type { RawEntry, RawReader, RawTransaction, RawWriter } from "./raw-records.ts";
import { TRANSACTION_BYTES_MAX, VALUE_BYTES_MAX } from "./record-store.ts";
import { StorageError } from "./storage-error.ts";

/** What a transaction is charged for one write besides its bytes, so that many tiny writes are bounded too. */
const WRITE_OVERHEAD_BYTES = 64;

export class OverlayTransaction implements RawTransaction {
  readonly #base: RawReader;
  /** Undefined marks a removal. */
  readonly #writes = new Map<EncodedKey, Uint8Array | undefined>();
  #bytes = 0;

  constructor(base: RawReader) {
    this.#base = base;
  }

  get isEmpty(): boolean {
    return this.#writes.size === 0;
  }

  get(key: EncodedKey): Uint8Array | undefined {
    if (this.#writes.size > 0) {
      const written = this.#writes.get(key);
      if (written !== undefined) return new Uint8Array(written);
      if (this.#writes.has(key)) return undefined;
    }
    return this.#base.get(key);
  }

  range(span: Span): RawEntry[] {
    const written = this.#writtenWithin(span);
    if (written.length === 0) return this.#base.range(span);
    // Each removal or overwrite can hide at most one stored entry, so this many are always enough.
    const stored = this.#base.range({ ...span, limit: span.limit + written.length });
    return this.#merge(stored, written, span);
  }

  put(key: EncodedKey, value: Uint8Array): void {
    if (value.length > VALUE_BYTES_MAX) {
      throw new StorageError("limit", `a value of ${value.length} bytes is longer than ${VALUE_BYTES_MAX}`);
    }
    this.#charge(key.length + value.length);
    this.#writes.set(key, value);
  }

  delete(key: EncodedKey): void {
    this.#charge(key.length);
    this.#writes.set(key, undefined);
  }

  applyTo(target: RawWriter): void {
    for (const [key, value] of this.#writes) {
      if (value === undefined) target.delete(key);
      else target.put(key, value);
    }
  }

  #charge(bytes: number): void {
    this.#bytes += bytes + WRITE_OVERHEAD_BYTES;
    if (this.#bytes > TRANSACTION_BYTES_MAX) {
      throw new StorageError("limit", `a transaction writes more than ${TRANSACTION_BYTES_MAX} bytes`);
    }
  }

  /** The written keys of the span in its order. */
  #writtenWithin({ lower, upper, reverse }: Span): EncodedKey[] {
    const keys: EncodedKey[] = [];
    for (const key of this.#writes.keys()) if (key >= lower && key < upper) keys.push(key);
    keys.sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    return reverse ? keys.reverse() : keys;
  }

  #merge(stored: readonly RawEntry[], written: readonly EncodedKey[], span: Span): RawEntry[] {
    const merged: RawEntry[] = [];
    let next = 0;
    const takeWritten = (key: EncodedKey): void => {
      const value = this.#writes.get(key);
      if (value !== undefined) merged.push({ key, value: new Uint8Array(value) });
    };
    for (const entry of stored) {
      for (let key = written[next]; key !== undefined && key !== entry.key; key = written[++next]) {
        if (span.reverse ? key < entry.key : key > entry.key) break;
        takeWritten(key);
      }
      if (written[next] === entry.key) takeWritten(entry.key);
      else merged.push(entry);
      if (written[next] === entry.key) next += 1;
      if (merged.length >= span.limit) return merged.slice(0, span.limit);
    }
    for (const key of written.slice(next)) takeWritten(key);
    return merged.slice(0, span.limit);
  }
}
