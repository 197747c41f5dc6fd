/**
 * Local files of the bytes layer: a directory of whole copies, bounded in size, least recently used first out. A copy in
 * use is never removed. The directory is a cache and is emptied when it is opened, so that no torn copy survives a crash.
 */
import { createReadStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CopyRequest, LocalFiles } from "../../local-files.ts";
import type { LocalFile } from "../../objects.ts";
import { StorageError } from "../../storage-error.ts";
import { fileErrors } from "./file-errors.ts";

export interface LocalFilesOptions {
  /** Made on first use. */
  readonly directory: string;
  /** Bytes that all copies may take together; at least 1. */
  readonly bytesMax: number;
}

export const CACHE_BYTES_MAX_DEFAULT = 16 * 1024 * 1024 * 1024;
const READ_CHUNK_BYTES = 1024 * 1024;

interface Copy {
  readonly path: string;
  readonly sizeBytes: number;
  users: number;
  readonly isReady: Promise<void>;
}

export async function openLocalFiles({ directory, bytesMax }: LocalFilesOptions): Promise<LocalFiles> {
  await fileErrors(() => rm(directory, { recursive: true, force: true }));
  return new CopyCache(directory, bytesMax);
}

class CopyCache implements LocalFiles {
  readonly #directory: string;
  readonly #bytesMax: number;
  /** In order of last use. */
  readonly #copies = new Map<string, Copy>();
  #totalBytes = 0;
  #copiesMade = 0;

  constructor(directory: string, bytesMax: number) {
    this.#directory = directory;
    this.#bytesMax = bytesMax;
  }

  async copy(request: CopyRequest): Promise<LocalFile> {
    const { name } = request;
    const copy = this.#copies.get(name) ?? this.#begin(request);
    copy.users += 1;
    this.#copies.delete(name);
    this.#copies.set(name, copy);
    let isReleased = false;
    const release = async (): Promise<void> => {
      if (isReleased) return;
      isReleased = true;
      copy.users -= 1;
      if (request.isKept || copy.users > 0 || this.#copies.get(name) !== copy) return;
      this.#forget(name, copy);
      await rm(copy.path, { force: true });
    };
    try {
      await copy.isReady;
    } catch (error) {
      await release();
      if (this.#copies.get(name) === copy) this.#forget(name, copy);
      await rm(copy.path, { force: true });
      throw error;
    }
    return { path: copy.path, sizeBytes: copy.sizeBytes, release };
  }

  sizeBytes(path: string): Promise<number> {
    return fileErrors(async () => (await stat(path)).size);
  }

  read(path: string): AsyncIterable<Uint8Array> {
    return createReadStream(path, { highWaterMark: READ_CHUNK_BYTES });
  }

  remove(path: string): Promise<void> {
    return fileErrors(() => rm(path, { force: true }));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#copies.values()].map(({ isReady }) => isReady));
    await fileErrors(() => rm(this.#directory, { recursive: true, force: true }));
  }

  #begin(request: CopyRequest): Copy {
    const victims = this.#reserve(request.sizeBytes);
    this.#copiesMade += 1;
    const path = join(this.#directory, `${request.name}-${this.#copiesMade}`);
    const isReady = fileErrors(() => this.#write(path, request, victims));
    const copy = { path, sizeBytes: request.sizeBytes, users: 0, isReady };
    this.#copies.set(request.name, copy);
    return copy;
  }

  /** Takes room for a copy at once, so that two requests cannot both take the last of it. Returns the files to remove. */
  #reserve(sizeBytes: number): Copy[] {
    const victims: Copy[] = [];
    for (const [name, copy] of this.#copies) {
      if (this.#totalBytes + sizeBytes <= this.#bytesMax) break;
      if (copy.users > 0) continue;
      this.#forget(name, copy);
      victims.push(copy);
    }
    if (this.#totalBytes + sizeBytes > this.#bytesMax) {
      throw new StorageError(
        "full",
        `local copies that are in use leave no room for ${sizeBytes} of ${this.#bytesMax} bytes`,
      );
    }
    this.#totalBytes += sizeBytes;
    return victims;
  }

  #forget(name: string, copy: Copy): void {
    this.#copies.delete(name);
    this.#totalBytes -= copy.sizeBytes;
  }

  async #write(path: string, request: CopyRequest, victims: readonly Copy[]): Promise<void> {
    for (const victim of victims) await rm(victim.path, { force: true });
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of request.bytes()) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
  }
}
