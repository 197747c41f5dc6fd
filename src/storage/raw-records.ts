/**
 * What an engine implements: records under encoded keys, without tuples, buffering or retries. Everything above it
 * (`OverlayTransaction`, `withLongKeys`, `tupleTransaction`) is shared by all engines, so that they differ only in how they keep bytes.
 */
import type { EncodedKey, Span } from "./key-encoding.ts";

export interface RawEntry {
  readonly key: EncodedKey;
  readonly value: Uint8Array;
}

/**
 * Sees one entry, whose value is the first `length` bytes of `bytes`. They are lent: they are somebody else's after the call, and after any
 * use of the store during it.
 */
export type RawVisitor = (key: EncodedKey, bytes: Uint8Array, length: number) => void;

export interface RawReader {
  /** The bytes belong to the caller. */
  get(key: EncodedKey): Uint8Array | undefined;
  /** Shows at most `span.limit` entries in the asked order. */
  visit(span: Span, visitor: RawVisitor): void;
}

/** The entries of a span. The values belong to the caller. */
export function entriesOf(reader: RawReader, span: Span): RawEntry[] {
  const entries: RawEntry[] = [];
  reader.visit(span, (key, bytes, length) => void entries.push({ key, value: ownBytes(bytes, length) }));
  return entries;
}

/** A copy of the first `length` bytes. `Buffer.slice` would not copy, and a copy of a whole lent buffer may be far too much. */
export function ownBytes(bytes: Uint8Array, length: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, 0, length);
}

export interface RawWriter {
  /** Keeps or writes `value`; the caller does not change it afterwards. */
  put(key: EncodedKey, value: Uint8Array): void;
  delete(key: EncodedKey): void;
}

export interface RawTransaction extends RawReader, RawWriter {}
