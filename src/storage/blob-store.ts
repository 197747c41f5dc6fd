/**
 * The blob port: immutable bytes under an unguessable id. A blob is written whole before the record that names it, so a
 * record transaction is the only commit point; a crash leaves at most blobs that nobody names, which a sweep removes.
 */
declare const blobIdBrand: unique symbol;
/** Unguessable, safe as a file name: base64url. */
export type BlobId = string & { readonly [blobIdBrand]: true };

/** Half-open byte range, 0-based. */
export interface ByteRange {
  readonly startBytes: number;
  readonly endBytes: number;
}

export interface BlobWriter {
  readonly id: BlobId;
  /** Appends; resolves when the engine is ready for more (back-pressure). The chunk must not change until then. */
  write(chunk: Uint8Array): Promise<void>;
  /** Makes the bytes durable and readable. Resolves with their number. */
  finish(): Promise<number>;
  /** Gives up: leaves nothing behind. Safe to call at any time, also after a failure. */
  abort(): Promise<void>;
}

export interface BlobStore {
  create(): Promise<BlobWriter>;
  /**
   * Streams the range in chunks of at most 1 MiB.
   * @throws {StorageError} corrupt when the blob is missing or shorter than the range
   */
  read(id: BlobId, range: ByteRange): AsyncIterable<Uint8Array>;
  /** The bytes of a short range that are at hand, without waiting for anything; undefined when they are not, or not all there. Absent where none ever are. */
  readonly readAtOnce?: (id: BlobId, range: ByteRange) => Uint8Array | undefined;
  /** Removing an absent blob is not an error. */
  delete(id: BlobId): Promise<void>;
  /** Every finished or half-written blob with the time of its last write; for the sweep. Order is arbitrary. */
  list(): AsyncIterable<{ readonly id: BlobId; readonly modifiedMs: number }>;
  /** The file that holds exactly these bytes, for engines that read files directly. Absent where there are no files. */
  readonly localPath?: (id: BlobId) => string;
  /** Takes over an existing local file as a blob without copying when it can (same file system). The file is gone afterwards. */
  readonly adopt?: (path: string) => Promise<{ readonly id: BlobId; readonly sizeBytes: number }>;
  close(): Promise<void>;
}
