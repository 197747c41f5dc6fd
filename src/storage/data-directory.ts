/**
 * The data directory and what is in it:
 *
 *   VERSION   format of the layout; a newer one is refused
 *   LOCK      the process that owns the directory
 *   records/  the record store
 *   blobs/    blobs as files
 *   packs/    files that hold many small bodies each (format 2)
 *   cache/    can be rebuilt; emptied when the directory is opened
 */
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockDirectory } from "./directory-lock.ts";
import { StorageError } from "./storage-error.ts";

/** Version of the layout above. */
export const DIRECTORY_FORMAT_VERSION = 2;

export interface DataDirectory {
  readonly recordsPath: string;
  readonly blobsPath: string;
  readonly packsPath: string;
  readonly cachePath: string;
  /** Gives the directory up. */
  release(): void;
}

/**
 * Makes the directory when there is none, and owns it until `release`.
 * @throws {StorageError} locked when another process owns it; format when a newer version wrote it; corrupt; io
 */
export function openDataDirectory(path: string, token: string): DataDirectory {
  const directories = {
    recordsPath: join(path, "records"),
    blobsPath: join(path, "blobs"),
    packsPath: join(path, "packs"),
    cachePath: join(path, "cache"),
  };
  inWords(`cannot make the data directory ${path}`, () => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
  });
  const release = lockDirectory(path, token);
  try {
    inWords(`cannot prepare the data directory ${path}`, () => {
      checkVersion(path);
      for (const directory of [directories.recordsPath, directories.blobsPath, directories.packsPath])
        mkdirSync(directory, { recursive: true, mode: 0o700 });
      syncDirectory(path);
    });
  } catch (error) {
    release();
    throw error;
  }
  return { ...directories, release };
}

function checkVersion(path: string): void {
  const versionPath = join(path, "VERSION");
  const written = readVersion(versionPath);
  if (written === undefined) writeVersion(versionPath);
  else if (!Number.isInteger(written)) {
    throw new StorageError("corrupt", `${versionPath} does not hold a format version`);
  } else if (written > DIRECTORY_FORMAT_VERSION) {
    throw new StorageError(
      "format",
      `${path} was written by a newer version (format ${written}, this one reads up to ${DIRECTORY_FORMAT_VERSION})`,
    );
  } else if (written < DIRECTORY_FORMAT_VERSION) writeVersion(versionPath); // All older formats are read as they are.
}

function writeVersion(versionPath: string): void {
  writeFileSync(`${versionPath}.new`, `${DIRECTORY_FORMAT_VERSION}\n`, { mode: 0o600, flush: true });
  renameSync(`${versionPath}.new`, versionPath);
}

function readVersion(versionPath: string): number | undefined {
  try {
    return Number(readFileSync(versionPath, "utf8").trim() || "none");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function syncDirectory(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function inWords(message: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const isFull = error instanceof Error && "code" in error && error.code === "ENOSPC";
    throw new StorageError(isFull ? "full" : "io", message, error);
  }
}
