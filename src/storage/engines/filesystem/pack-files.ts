/**
 * Packs as files of one directory, `<number in base 36>.<generation>`. Reading is synchronous: a small body that lies in the page cache is there in 3 µs, and
 * going through another thread for it costs ten times as much. A body that does not lie there holds the event loop for one read of the disk, as a
 * page of the record store's file does.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { GrowingPack, OpenPack, PackFiles, PackName } from "../../packs/pack-files.ts";
import { StorageError } from "../../storage-error.ts";
import { DirectorySync } from "./directory-sync.ts";
import { fileErrors, toStorageError } from "./file-errors.ts";

/** What one call takes (IOV_MAX). */
const PIECES_MAX = 1024;
const FILE_NAME = /^([0-9a-z]{1,11})\.([0-9]{1,9})$/;

/** The directory must exist. */
export function openPackFiles(directory: string): PackFiles {
  const directorySync = new DirectorySync();
  const pathOf = ({ pack, generation }: PackName): string => join(directory, `${pack.toString(36)}.${generation}`);
  return {
    grow: (name) =>
      fileErrors(async () => {
        const handle = await open(pathOf(name), constants.O_WRONLY | constants.O_CREAT, 0o600);
        try {
          await directorySync.sync(directory);
          return new GrowingFile(handle, (await handle.stat()).size);
        } catch (error) {
          await handle.close();
          throw error;
        }
      }),
    open: (name) => openFile(pathOf(name), name),
    remove: (name) => fileErrors(() => rm(pathOf(name), { force: true })),
    list: () => fileErrors(async () => (await readdir(directory)).flatMap(nameOf)),
  };
}

/** None for a stray file. */
function nameOf(fileName: string): PackName[] {
  const [, pack, generation] = FILE_NAME.exec(fileName) ?? [];
  if (pack === undefined || generation === undefined) return [];
  return [{ pack: Number.parseInt(pack, 36), generation: Number(generation) }];
}

class GrowingFile implements GrowingPack {
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  constructor(handle: FileHandle, sizeBytes: number) {
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  write(pieces: readonly Uint8Array[], offset: number): Promise<void> {
    return fileErrors(async () => {
      let at = offset;
      for (let start = 0; start < pieces.length; start += PIECES_MAX)
        at = await this.#writeAll(pieces.slice(start, start + PIECES_MAX), at);
    });
  }

  flush(): Promise<void> {
    return fileErrors(() => this.#handle.datasync());
  }

  close(): Promise<void> {
    return fileErrors(() => this.#handle.close());
  }

  /** Resolves with the place behind them. A call may write only some. */
  async #writeAll(pieces: readonly Uint8Array[], offset: number): Promise<number> {
    let rest = pieces;
    let at = offset;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest, at);
      at += bytesWritten;
      rest = behind(rest, bytesWritten);
    }
    return at;
  }
}

/** What is left of the pieces after their first bytes. */
function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = bytes;
  const rest: Uint8Array[] = [];
  for (const piece of pieces) {
    if (skipped < piece.length) rest.push(skipped === 0 ? piece : piece.subarray(skipped));
    skipped = Math.max(0, skipped - piece.length);
  }
  return rest;
}

function openFile(path: string, { pack }: PackName): OpenPack {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new StorageError("corrupt", `the pack ${pack} is missing`, error);
    throw toStorageError(error);
  }
  return {
    get sizeBytes() {
      return fstatSync(descriptor).size;
    },
    read: (offset, length) => readNow(descriptor, offset, length),
    close: () => closeSync(descriptor),
  };
}

function readNow(descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(length);
  try {
    for (let done = 0; done < length;) {
      const bytesRead = readSync(descriptor, bytes, done, length - done, offset + done);
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw toStorageError(error);
  }
}
