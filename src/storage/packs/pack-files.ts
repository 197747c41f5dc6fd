/** Files of packs, as the layer of packs needs them. A file is written from its beginning to its end, read anywhere, and removed whole. */
export interface PackName {
  readonly pack: number;
  readonly generation: number;
}

/** A file that is being written. */
export interface GrowingPack {
  /** When it was opened. */
  readonly sizeBytes: number;
  /** Writes the pieces one after the other, from the place on. They must not change until it resolves. Durable only after `flush`. */
  write(pieces: readonly Uint8Array[], offset: number): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** A file that is being read. */
export interface OpenPack {
  readonly sizeBytes: number;
  /** Fewer bytes than asked for at the end of the file. They belong to the caller. @throws {StorageError} io */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

export interface PackFiles {
  /** Makes the file when there is none; its name is durable then. */
  grow(name: PackName): Promise<GrowingPack>;
  /** At once, because small bodies are read at once. @throws {StorageError} corrupt when there is no such file; io */
  open(name: PackName): OpenPack;
  /** Removing an absent file is not an error. */
  remove(name: PackName): Promise<void>;
  list(): Promise<PackName[]>;
}
