/**
 * The storage a configuration asks for, and a place for files that need not outlive the process. A failure to open is one sentence with
 * the remedy.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../kit/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Storage } from "../storage/storage.ts";
import { StorageError, type StorageErrorKind } from "../storage/storage-error.ts";
import type { ServerConfig } from "./config.ts";
import type { Openings } from "./openings.ts";

export interface Engines {
  readonly storage: Storage;
  /** On the file system of local blobs, so that results can be moved instead of copied; emptied by whoever uses it. */
  readonly scratchDir: string;
}

/** @throws {ConfigError} when the storage cannot be opened, with the remedy */
export async function openEngines(config: ServerConfig, runtime: Runtime, openings: Openings): Promise<Engines> {
  const directory = config.dataDir ?? temporaryDirectory(openings);
  try {
    const storage = await openStorageFor(config, runtime, directory);
    openings.add(() => storage.close());
    return { storage, scratchDir: join(directory, "scratch") };
  } catch (error) {
    throw error instanceof StorageError ? startProblem(error, config) : error;
  }
}

async function openStorageFor(config: ServerConfig, runtime: Runtime, dataDirectory: string): Promise<Storage> {
  if (config.dataDir === undefined && config.records === "memory" && config.blobs === "memory") {
    const { openMemoryStorage } = await import("../storage/memory-storage.ts");
    return openMemoryStorage(runtime);
  }
  const { openStorage } = await import("../storage/open-storage.ts");
  const { records, blobs, blobCredentials, durability } = config;
  return openStorage(runtime, {
    dataDirectory,
    records,
    blobs,
    durability,
    ...(blobCredentials === undefined ? {} : { s3Credentials: blobCredentials }),
  });
}

function temporaryDirectory(openings: Openings): string {
  const directory = mkdtempSync(join(tmpdir(), "lakebed-"));
  openings.add(async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const REMEDIES: Readonly<Record<StorageErrorKind, string>> = {
  locked: "stop the other process, or choose another directory with --data-dir",
  format: "start the version that wrote it, or choose another directory with --data-dir",
  corrupt: "restore it from a backup, or choose another directory with --data-dir",
  full: "free some space on its disk",
  io: "check that it is there and can be read and written",
  closed: "start again",
  conflict: "start again",
  limit: "start again",
};

function startProblem(error: StorageError, { dataDir, records, blobs }: ServerConfig): ConfigError {
  const place = dataDir ?? `${withoutPassword(records)} and ${blobs}`;
  return new ConfigError(`cannot open the stores at ${place}, because ${error.message}: ${REMEDIES[error.kind]}`, {
    cause: error,
  });
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}
