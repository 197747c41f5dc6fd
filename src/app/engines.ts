/**
 * The storage engines a configuration asks for, opened in order and closed in reverse. Each engine's code is imported only when it is chosen.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError } from "../kit/errors.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { BlobStore } from "../storage/blob-store.ts";
import { CACHE_BYTES_MAX_DEFAULT, openLocalFiles } from "../storage/engines/filesystem/local-files.ts";
import { createObjectBytes } from "../storage/object-bytes.ts";
import type { ObjectBytes } from "../storage/objects.ts";
import type { RecordStore } from "../storage/record-store.ts";
import type { ServerConfig } from "./config.ts";
import type { Openings } from "./openings.ts";

export interface Engines {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
  /** A directory for files that need not outlive the process; emptied by whoever uses it. */
  readonly scratchDir: string;
}

/** @throws {ConfigError} @throws {StorageError} locked, format, corrupt, io */
export async function openEngines(config: ServerConfig, runtime: Runtime, openings: Openings): Promise<Engines> {
  const scratchDir = config.dataDir === undefined ? temporaryDirectory(openings) : join(config.dataDir, "scratch");
  const records = await openRecords(config);
  openings.add(() => records.close());
  const blobs = await openBlobs(config, runtime);
  openings.add(() => blobs.close());
  const localFiles = await openLocalFiles({ directory: join(scratchDir, "copies"), bytesMax: CACHE_BYTES_MAX_DEFAULT });
  openings.add(() => localFiles.close());
  const bytes = createObjectBytes({ records, blobs, localFiles, runtime });
  openings.add(() => bytes.close());
  return { records, bytes, scratchDir };
}

function temporaryDirectory(openings: Openings): string {
  const directory = mkdtempSync(join(tmpdir(), "lakebed-"));
  openings.add(async () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function openRecords(config: ServerConfig): Promise<RecordStore> {
  if (config.records === "memory") {
    const { openMemoryRecordStore } = await import("../storage/engines/memory/record-store.ts");
    return openMemoryRecordStore();
  }
  throw new ConfigError(`the record store ${config.records} is not there yet: use memory`);
}

async function openBlobs(config: ServerConfig, runtime: Runtime): Promise<BlobStore> {
  if (config.blobs === "memory") {
    const { openMemoryBlobStore } = await import("../storage/engines/memory/blob-store.ts");
    return openMemoryBlobStore(runtime);
  }
  throw new ConfigError(`the blob store ${config.blobs} is not there yet: use memory`);
}
