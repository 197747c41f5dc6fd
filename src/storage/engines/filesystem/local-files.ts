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

interface Copy {
  readonly path: string;
  readonly sizeBytes: number;
  users: number;
  readonly isReady: Promise<void>;
}

export async function openLocalFiles({ directory, bytesMax }: LocalFilesOptions): Promise<LocalFiles> {
  /** In order of last use. */
  const copies = new Map<string, Copy>();
  let totalBytes = 0;
  let copiesMade = 0;
  await fileErrors(() => rm(directory, { recursive: true, force: true }));

  /** Takes room for a copy at once, so that two requests cannot both take the last of it. Returns the files to remove. */
  function reserve(sizeBytes: number): Copy[] {
    const victims: Copy[] = [];
    for (const [name, copy] of copies) {
      if (totalBytes + sizeBytes <= bytesMax) break;
      if (copy.users > 0) continue;
      forget(name, copy);
      victims.push(copy);
    }
    if (totalBytes + sizeBytes > bytesMax) {
      throw new StorageError("full", `local copies that are in use leave no room for ${sizeBytes} of ${bytesMax} bytes`);
    }
    totalBytes += sizeBytes;
    return victims;
  }

  function forget(name: string, copy: Copy): void {
    copies.delete(name);
    totalBytes -= copy.sizeBytes;
  }

  async function write(path: string, request: CopyRequest, victims: readonly Copy[]): Promise<void> {
    for (const victim of victims) await rm(victim.path, { force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of request.bytes()) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
  }

  function begin(request: CopyRequest): Copy {
    const victims = reserve(request.sizeBytes);
    copiesMade += 1;
    const path = join(directory, `${request.name}-${copiesMade}`);
    const isReady = fileErrors(() => write(path, request, victims));
    const copy = { path, sizeBytes: request.sizeBytes, users: 0, isReady };
    copies.set(request.name, copy);
    return copy;
  }

  async function use(name: string, copy: Copy): Promise<LocalFile> {
    copy.users += 1;
    copies.delete(name);
    copies.set(name, copy);
    let isReleased = false;
    const release = async (): Promise<void> => {
      if (!isReleased) copy.users -= 1;
      isReleased = true;
    };
    try {
      await copy.isReady;
    } catch (error) {
      await release();
      if (copies.get(name) === copy) forget(name, copy);
      await rm(copy.path, { force: true });
      throw error;
    }
    return { path: copy.path, sizeBytes: copy.sizeBytes, release };
  }

  return {
    copy: async (request) => use(request.name, copies.get(request.name) ?? begin(request)),
    sizeBytes: (path) => fileErrors(async () => (await stat(path)).size),
    read: (path) => createReadStream(path, { highWaterMark: 1024 * 1024 }),
    remove: (path) => fileErrors(() => rm(path, { force: true })),
    async close() {
      await Promise.allSettled([...copies.values()].map(({ isReady }) => isReady));
      await fileErrors(() => rm(directory, { recursive: true, force: true }));
    },
  };
}
