/**
 * Writes one blob. Chunks are gathered in a buffer and written while the next one fills, so that small chunks share
 * system calls and a slow disk holds the sender back.
 *
 * The file has its final name from the start: nobody knows the name until a record commits, so there is nothing that a rename would
 * hide, and the directory is made durable while the bytes are still coming. A torn file is one that no record names; the sweep takes it.
 */
import { constants } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import type { BlobId, BlobWriter } from "../../blob-store.ts";
import { fileErrors } from "./file-errors.ts";
import type { UncachedWrites } from "./uncached-writes.ts";

/** Two of these a writer: with 64 writers at once, 64 MiB. Each write is a turn of another thread, which costs as much as writing 100 KiB. */
const BUFFER_BYTES = 512 * 1024;
/** Chunks from this size on are written as they are. */
const DIRECT_WRITE_BYTES = 128 * 1024;
/** The first bytes of a blob, that go through the page cache whatever comes after them: those of a part as the SDKs cut them, for whoever reads it at once. */
export const CACHED_WRITE_BYTES = 8 * 1024 * 1024;

export interface BlobFile {
  readonly id: BlobId;
  readonly path: string;
  /** Settles when the file's name is durable. */
  readonly isNamed: Promise<void>;
  readonly handle: FileHandle;
  readonly uncached: UncachedWrites;
  /** From here on bytes go past the page cache. */
  readonly cachedBytes: number;
}

export async function openBlobFile(path: string): Promise<FileHandle> {
  return open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
}

export class FileBlobWriter implements BlobWriter {
  readonly id: BlobId;
  readonly #file: BlobFile;
  #filling: Buffer | undefined;
  #spare: Buffer | undefined;
  #filledBytes = 0;
  #writtenBytes = 0;
  /** The write of the other buffer. */
  #writing: Promise<void> = Promise.resolve();
  /** For writing past the page cache, from the first such write on. */
  #pastCache: FileHandle | undefined;
  #isOpen = true;

  constructor(file: BlobFile) {
    this.id = file.id;
    this.#file = file;
    file.isNamed.catch(() => {}); // Seen by finish.
  }

  write(chunk: Uint8Array): Promise<void> {
    return fileErrors(async () => {
      if (chunk.length >= DIRECT_WRITE_BYTES) {
        await this.#flush();
        await this.#writing;
        return this.#writeOut(chunk);
      }
      for (let rest = chunk; rest.length > 0;) {
        this.#filling ??= this.#takeBuffer();
        const piece = rest.subarray(0, BUFFER_BYTES - this.#filledBytes);
        this.#filling.set(piece, this.#filledBytes);
        this.#filledBytes += piece.length;
        rest = rest.subarray(piece.length);
        if (this.#filledBytes === BUFFER_BYTES) await this.#flush();
      }
    });
  }

  finish(): Promise<number> {
    return fileErrors(async () => {
      await this.#flush();
      await this.#writing;
      await Promise.all([this.#file.handle.datasync(), this.#file.isNamed]);
      await this.#close();
      return this.#writtenBytes;
    });
  }

  abort(): Promise<void> {
    return fileErrors(async () => {
      await this.#writing.catch(() => {});
      await this.#close();
      await rm(this.#file.path, { force: true });
    });
  }

  /** Begins writing what is gathered once the write before it is done. */
  async #flush(): Promise<void> {
    const full = this.#filling;
    if (full === undefined || this.#filledBytes === 0) return;
    const bytes = full.subarray(0, this.#filledBytes);
    await this.#writing;
    this.#filling = undefined;
    this.#filledBytes = 0;
    this.#writing = this.#writeOut(bytes).then(() => void (this.#spare = full));
    this.#writing.catch(() => {}); // Seen by the next flush or finish.
  }

  #takeBuffer(): Buffer {
    const buffer = this.#spare ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#spare = undefined;
    return buffer;
  }

  async #writeOut(bytes: Uint8Array): Promise<void> {
    const start = this.#writtenBytes;
    for (let offset = await this.#writePastCache(bytes, start); offset < bytes.length;) {
      const { bytesWritten } = await this.#file.handle.write(bytes, offset, bytes.length - offset, start + offset);
      offset += bytesWritten;
    }
    this.#writtenBytes += bytes.length;
  }

  /** How many bytes it wrote. */
  async #writePastCache(bytes: Uint8Array, position: number): Promise<number> {
    const { path, uncached, cachedBytes } = this.#file;
    if (position < cachedBytes) return 0;
    this.#pastCache ??= await uncached.open(path);
    return this.#pastCache === undefined ? 0 : await uncached.write(this.#pastCache, bytes, position);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await Promise.all([this.#pastCache?.close(), this.#file.handle.close()]);
  }
}
