/**
 * Blobs as files: `<first two characters of the id>/<next two>/<id>`. No name comes from outside. The first four
 * characters are drawn for a run of `BLOBS_PER_DIRECTORY` blobs together, so that blobs written at the same time share a directory and
 * its fsync; the rest of the id is random and cannot be guessed. Deleting a file that is being read does not disturb its reader.
 */
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { giveBackChunk, narrowChunk, POOLED_CHUNK_BYTES, takeChunk } from "../../../runtime/chunk-pool.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Ids } from "../../../runtime/ids.ts";
import type { BlobId, BlobStore, BlobWriter, ByteRange } from "../../blob-store.ts";
import { StorageError } from "../../storage-error.ts";
import { CACHED_WRITE_BYTES, FileBlobWriter, openBlobFile } from "./blob-writer.ts";
import { DirectorySync } from "./directory-sync.ts";
import { fileErrors, toStorageError } from "./file-errors.ts";
import { type OpenFile, OpenFiles } from "./open-files.ts";
import { PacedReads } from "./paced-read.ts";
import { UncachedWrites } from "./uncached-writes.ts";

export interface FileBlobStoreOptions {
  /** Must exist. */
  readonly directory: string;
  readonly ids: Ids;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** How much of each blob goes through the page cache when it is written; `CACHED_WRITE_BYTES` unless given. */
  readonly cachedWriteBytes?: number | undefined;
}

/** Blobs that stay open for the next reader. */
const IDLE_FILES_MAX = 128;
/** Reads from this size on use pooled memory. */
const UNPOOLED_BYTES_MAX = 16 * 1024;
const BLOBS_PER_DIRECTORY = 1024;
const DIRECTORY_PART_BYTES = 3;
const RANDOM_PART_BYTES = 15;
const SAFE_ID = /^[A-Za-z0-9_-]{5,64}$/;

export function openFileBlobStore(options: FileBlobStoreOptions): BlobStore {
  return new FileBlobStore(options);
}

class FileBlobStore implements BlobStore {
  readonly #root: string;
  readonly #ids: Ids;
  readonly #directorySync = new DirectorySync();
  readonly #openFiles = new OpenFiles(IDLE_FILES_MAX);
  readonly #reads: PacedReads;
  readonly #uncached = new UncachedWrites();
  readonly #cachedBytes: number;
  /** The directory that new blobs go to, as the first four characters of their ids, and how many more it takes. */
  #current = { part: "", left: 0, isMade: Promise.resolve() };
  #isClosed = false;

  constructor({ directory, ids, clock, cachedWriteBytes = CACHED_WRITE_BYTES }: FileBlobStoreOptions) {
    this.#cachedBytes = cachedWriteBytes;
    this.#root = directory;
    this.#ids = ids;
    this.#reads = new PacedReads(clock);
  }

  create(): Promise<BlobWriter> {
    return this.#files(async () => {
      const { id, path, parent } = await this.#newPlace();
      const handle = await openBlobFile(path);
      const isNamed = this.#directorySync.sync(parent);
      return new FileBlobWriter({
        id,
        path,
        handle,
        isNamed,
        uncached: this.#uncached,
        cachedBytes: this.#cachedBytes,
      });
    });
  }

  async *read(id: BlobId, range: ByteRange): AsyncGenerator<Uint8Array> {
    if (range.startBytes >= range.endBytes) return;
    const file = await this.#files(() => this.#openForReading(id));
    let offset = range.startBytes;
    try {
      while (offset < range.endBytes) {
        const left = range.endBytes - offset;
        const chunk = left < UNPOOLED_BYTES_MAX ? Buffer.allocUnsafeSlow(left) : takeChunk();
        const wanted = chunk.length > left ? narrowChunk(chunk, chunk.subarray(0, left)) : chunk;
        const bytesRead = await this.#reads.read(file.descriptor, wanted, offset);
        if (bytesRead === 0) throw new StorageError("corrupt", `the blob ${id} is shorter than it should be`);
        yield bytesRead === wanted.length ? wanted : narrowChunk(wanted, wanted.subarray(0, bytesRead));
        offset += bytesRead;
      }
    } catch (error) {
      throw toStorageError(error);
    } finally {
      this.#openFiles.release(file);
    }
  }

  readonly readAtOnce = (id: BlobId, { startBytes, endBytes }: ByteRange): Uint8Array | undefined => {
    const sizeBytes = endBytes - startBytes;
    const file = sizeBytes > POOLED_CHUNK_BYTES ? undefined : this.#openFiles.opened(this.localPath(id));
    if (file === undefined) return undefined;
    const chunk = sizeBytes < UNPOOLED_BYTES_MAX ? Buffer.allocUnsafeSlow(sizeBytes) : takeChunk();
    const wanted = narrowChunk(chunk, chunk.subarray(0, sizeBytes));
    if (this.#reads.readAtOnce(file.descriptor, wanted, startBytes) === sizeBytes) return wanted;
    giveBackChunk(wanted);
    return undefined;
  };

  delete(id: BlobId): Promise<void> {
    return this.#files(async () => {
      const path = this.localPath(id);
      this.#openFiles.forget(path);
      await rm(path, { force: true });
    });
  }

  async *list(): AsyncGenerator<{ readonly id: BlobId; readonly modifiedMs: number }> {
    this.#checkOpen();
    for (const first of await namesIn(this.#root)) {
      for (const second of await namesIn(join(this.#root, first))) {
        for (const name of await namesIn(join(this.#root, first, second))) {
          if (!SAFE_ID.test(name) || !name.startsWith(first + second)) continue; // A stray file is nobody's blob.
          const found = await fileErrors(() => statIfThere(join(this.#root, first, second, name)));
          if (found !== undefined) yield { id: name as BlobId, modifiedMs: found.mtimeMs };
        }
      }
    }
  }

  readonly localPath = (id: BlobId): string => {
    if (!SAFE_ID.test(id)) throw new StorageError("corrupt", "a blob id is not one of ours");
    return join(this.#root, id.slice(0, 2), id.slice(2, 4), id);
  };

  readonly adopt = (path: string): Promise<{ readonly id: BlobId; readonly sizeBytes: number }> => {
    return this.#files(async () => {
      const place = await this.#newPlace();
      await makeDurable(path);
      const moved = await renameOrCopy(path, place.path);
      if (moved === "copied") await makeDurable(place.path);
      await chmod(place.path, 0o600);
      await this.#directorySync.sync(place.parent);
      if (moved === "copied") await rm(path, { force: true });
      return { id: place.id, sizeBytes: (await stat(place.path)).size };
    });
  };

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#openFiles.close();
  }

  async #newPlace(): Promise<{ id: BlobId; path: string; parent: string }> {
    if (this.#current.left === 0) {
      const part = this.#ids.token(DIRECTORY_PART_BYTES);
      this.#current = { part, left: BLOBS_PER_DIRECTORY, isMade: this.#makeDirectory(part) };
    }
    const { part, isMade } = this.#current;
    this.#current.left -= 1;
    try {
      await isMade;
    } catch (error) {
      if (this.#current.part === part) this.#current.left = 0; // The next blob tries another.
      throw error;
    }
    const id = (part + this.#ids.token(RANDOM_PART_BYTES)) as BlobId;
    return { id, path: this.localPath(id), parent: join(this.#root, part.slice(0, 2), part.slice(2)) };
  }

  async #makeDirectory(part: string): Promise<void> {
    const first = join(this.#root, part.slice(0, 2));
    await mkdir(join(first, part.slice(2)), { recursive: true, mode: 0o700 });
    await Promise.all([this.#directorySync.sync(this.#root), this.#directorySync.sync(first)]);
  }

  async #openForReading(id: BlobId): Promise<OpenFile> {
    try {
      return await this.#openFiles.acquire(this.localPath(id));
    } catch (error) {
      if (isCode(error, "ENOENT")) throw new StorageError("corrupt", `the blob ${id} is missing`, error);
      throw error;
    }
  }

  async #files<T>(work: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    return fileErrors(work);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StorageError("closed", "the blob store is closed");
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** Empty for what is not a directory. */
async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isCode(error, "ENOTDIR") || isCode(error, "ENOENT")) return [];
    throw toStorageError(error);
  }
}

async function statIfThere(path: string): Promise<{ mtimeMs: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function makeDurable(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Another file system cannot be renamed from. */
async function renameOrCopy(from: string, to: string): Promise<"renamed" | "copied"> {
  try {
    await rename(from, to);
    return "renamed";
  } catch (error) {
    if (!isCode(error, "EXDEV")) throw error;
    await copyFile(from, to);
    return "copied";
  }
}
