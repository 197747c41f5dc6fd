/**
 * Stored bytes as services use them: one layer over both ports that decides where bytes live. Tiny bodies ride inline
 * in the record transaction that names them (one commit, one flush), small ones are packed together in files (packs/packs.ts; inline, where there are no packs), larger
 * ones are blobs. A body may be put together of several (a
 * completed multipart upload) and shared without copying (a copied object). Every block carries a checksum that is verified on read.
 */
import type { ByteRange } from "./blob-store.ts";
import type { Reader, Transaction } from "./record-store.ts";

/** One stored run of bytes. Plain JSON, kept inside the service's own record. */
export interface Extent {
  /** Id of an inline record, of an entry of a pack, or of a blob. */
  readonly id: string;
  readonly kind: "inline" | "packed" | "blob";
  readonly sizeBytes: number;
}

/** The bytes of one object, in order. Empty for zero bytes. Plain JSON. */
export type Extents = readonly Extent[];

/**
 * Keys that bytes are sealed with, 32 bytes each: one or two, a layer each, the first one innermost. Whoever stages bytes with keys brings the same keys to
 * read them. They are not kept and not changed.
 */
export type SealKeys = readonly [Uint8Array] | readonly [Uint8Array, Uint8Array];

/** Sealed bytes at hand, to be opened when their keys are. @throws {StorageError} corrupt when the keys are others or the bytes were changed */
export type SealedBytes = (keys: SealKeys) => Uint8Array;

/** Bytes that are safe on disk or at hand, but that no record names yet. */
export interface StagedBytes {
  readonly sizeBytes: number;
  /** CRC-32 of all bytes, which storage knows in any case; 0 for none. */
  readonly crc32: number;
  /** Call inside the transaction whose record keeps the result: makes the bytes live with that commit. Pure; may be called again on a retry. */
  commit(transaction: Transaction): Extents;
  /** Gives the bytes up when the transaction will not happen. Leaves nothing behind. */
  discard(): Promise<void>;
}

/** A file on this machine with exactly the bytes asked for; `release` when done with it. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  release(): Promise<void>;
}

/** Bytes that are not what was written, or are gone. */
export interface DamagedRange extends ByteRange {
  /** In words. */
  readonly reason: string;
}

export interface ObjectBytes {
  /**
   * Reads `body` to its end. When `body` throws, everything is cleaned up and the error passes through. With `seal` it lies sealed. The memory of a chunk may be
   * used again when the next one is asked for, unless all up to it have at most `SMALL_BYTES_MAX` together.
   */
  stage(body: Uint8Array | AsyncIterable<Uint8Array>, seal?: SealKeys): Promise<StagedBytes>;
  /** Takes over a local file (moves it when possible). `observe` sees every byte in order while they are read to be summed. */
  stageFile(path: string, observe?: (chunk: Uint8Array) => void, seal?: SealKeys): Promise<StagedBytes>;
  /**
   * Streams a range of the bytes; without `range` all of them. When it is called inside the record read that gave the extents, the
   * bytes stay until the stream has ended, whatever is released meanwhile.
   * @throws {StorageError} corrupt when a block does not match its check, and when sealed bytes are read without their keys or others with keys
   */
  read(extents: Extents, range?: ByteRange, unseal?: SealKeys): AsyncIterable<Uint8Array>;
  /**
   * A range that `read` would give as one chunk, when nothing has to be waited for, else undefined; to be tried before `read`. For bytes that are not sealed.
   * @throws {StorageError} corrupt as `read`
   */
  readAtOnce(extents: Extents, range: ByteRange): Uint8Array | undefined;
  /** All bytes at once when everything is small (the hot path of small objects), else undefined. Synchronous, inside a read. */
  readSmall(reader: Reader, extents: Extents): Uint8Array | undefined;
  /** The same for bytes that are sealed. */
  readSealedSmall(reader: Reader, extents: Extents): SealedBytes | undefined;
  /** One more owner of the same bytes (a copy). The returned extents go into the new owner's record. */
  share(transaction: Transaction, extents: Extents): Extents;
  /** One owner less. Bytes without owners are removed after the commit. */
  release(transaction: Transaction, extents: Extents): void;
  /**
   * A real file with these bytes: the blob's own file where there is one, else a cached copy bounded in size. A copy of sealed bytes is there only
   * until everybody has released it.
   */
  localFile(extents: Extents, unseal?: SealKeys): Promise<LocalFile>;
  /**
   * The damaged ranges among the blocks that a range of the bytes touches; without `range` among all. Reads no more than those, hands out nothing, and
   * needs no keys.
   */
  verify(extents: Extents, range?: ByteRange): Promise<readonly DamagedRange[]>;
  /** Removes blobs that no record names and that were last written before `olderThanMs` (wall time), and makes packs compact. Resolves with the number of blobs. */
  sweep(olderThanMs: number): Promise<number>;
  close(): Promise<void>;
}

/** Bodies up to this size are small: taken in and handed out in one piece, inline or packed. */
export const SMALL_BYTES_MAX = 64 * 1024;
