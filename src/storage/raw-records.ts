/**
 * What an engine implements: records under encoded keys, without tuples, buffering or retries. Everything above it
 * (`OverlayTransaction`, `withLongKeys`, `tupleTransaction`) is shared by all engines, so that they differ only in how they keep bytes.
 */
import type { EncodedKey, Span } from "./key-encoding.ts";

export interface RawEntry {
  readonly key: EncodedKey;
  readonly value: Uint8Array;
}

export interface RawReader {
  /** The bytes belong to the caller. */
  get(key: EncodedKey): Uint8Array | undefined;
  /** At most `span.limit` entries in the asked order. The values belong to the caller. */
  range(span: Span): RawEntry[];
}

export interface RawWriter {
  /** Keeps or writes `value`; the caller does not change it afterwards. */
  put(key: EncodedKey, value: Uint8Array): void;
  delete(key: EncodedKey): void;
}

export interface RawTransaction extends RawReader, RawWriter {}
