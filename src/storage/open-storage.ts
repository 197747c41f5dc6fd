/**
 * Opens the engines that were asked for, as one `Storage`. Everything local lies in one data directory that this process
 * owns; engines beyond this machine still use it for the cache. Engines load only when they are used.
 */
import { CACHE_BYTES_MAX_DEFAULT, openLocalFiles } from "./engines/filesystem/local-files.ts";
import type { BlobStore } from "./blob-store.ts";
import { type DataDirectory, openDataDirectory } from "./data-directory.ts";
import { openMemoryBlobStore } from "./engines/memory/blob-store.ts";
import { openMemoryRecordStore } from "./engines/memory/record-store.ts";
import type { Durability } from "./durability.ts";
import type { StorageRuntime } from "./memory-storage.ts";
import { createObjectBytes, type PackedStorage } from "./object-bytes.ts";
import type { PackFiles } from "./packs/pack-files.ts";
import type { RecordStore } from "./record-store.ts";
import { StorageError } from "./storage-error.ts";
import type { Storage } from "./storage.ts";

export interface StorageOptions {
  readonly dataDirectory: string;
  /** "memory", "lmdb" or a `postgresql://` URL. */
  readonly records: string;
  /** "memory", "filesystem" or `s3://bucket/prefix?endpoint=...&region=...`. */
  readonly blobs: string;
  /** Signs requests to an `s3://` blob store. */
  readonly s3Credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** When writes to local records are answered; `group` unless given. */
  readonly durability?: Durability;
  /** Bytes of a full pack; only tests want small ones. */
  readonly packBytes?: number;
  /** Bytes that whole copies of objects may take in the cache. */
  readonly cacheBytesMax?: number;
  /** How much of each blob in a file goes through the system's page cache when it is written. */
  readonly cachedWriteBytes?: number;
}

const LOCK_TOKEN_BYTES = 9;

/** @throws {StorageError} locked, format, corrupt, full, io */
export async function openStorage(runtime: StorageRuntime, options: StorageOptions): Promise<Storage> {
  const directory = openDataDirectory(options.dataDirectory, runtime.ids.token(LOCK_TOKEN_BYTES));
  const opened: { close(): Promise<void> }[] = [{ close: async () => directory.release() }];
  const close = async (): Promise<void> => {
    for (const part of opened.toReversed()) await part.close();
  };
  try {
    const records = await openRecords(runtime, options, directory);
    opened.push(records);
    const blobs = await openBlobs(runtime, options, directory);
    opened.push(blobs);
    const localFiles = await openLocalFiles({
      directory: directory.cachePath,
      bytesMax: options.cacheBytesMax ?? CACHE_BYTES_MAX_DEFAULT,
    });
    const packFiles = await openPacks(options, directory);
    const packs = packFiles === undefined ? undefined : packsOf(options, packFiles);
    const bytes = createObjectBytes({ records, blobs, packs, localFiles, runtime });
    opened.push(bytes);
    if (options.blobs === "filesystem" && options.records === "lmdb") sweepLeftovers(runtime, bytes);
    return { records, blobs, bytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openRecords(
  runtime: StorageRuntime,
  { records, durability = "group" }: StorageOptions,
  directory: DataDirectory,
): Promise<RecordStore> {
  if (records === "memory") return openMemoryRecordStore();
  if (records === "lmdb") {
    const { openLmdbRecordStore } = await import("./engines/lmdb/record-store.ts");
    return openLmdbRecordStore(directory.recordsPath, { durability, clock: runtime.clock });
  }
  const { openPostgresqlRecordStore } = await import("./engines/postgresql/record-store.ts");
  return openPostgresqlRecordStore({ url: records, timers: runtime.timers });
}

async function openBlobs(
  runtime: StorageRuntime,
  options: StorageOptions,
  directory: DataDirectory,
): Promise<BlobStore> {
  const { blobs, s3Credentials } = options;
  if (blobs === "memory") return openMemoryBlobStore(runtime);
  if (blobs === "filesystem") {
    const { openFileBlobStore } = await import("./engines/filesystem/blob-store.ts");
    const { ids, clock } = runtime;
    const { cachedWriteBytes } = options;
    return openFileBlobStore({ directory: directory.blobsPath, ids, clock, cachedWriteBytes });
  }
  if (s3Credentials === undefined) throw new StorageError("format", "blobs on S3 need credentials");
  const [{ openS3BlobStore }, { parseS3BlobLocation }] = await Promise.all([
    import("./engines/s3/blob-store.ts"),
    import("./engines/s3/blob-location.ts"),
  ]);
  return openS3BlobStore({ location: parseS3BlobLocation(blobs), credentials: s3Credentials, ids: runtime.ids });
}

/** Packs need a record store that reads at once, and blobs that are files: they lie beside them. */
async function openPacks({ records, blobs }: StorageOptions, directory: DataDirectory): Promise<PackFiles | undefined> {
  if (records !== "lmdb" || blobs !== "filesystem") return undefined;
  const { openPackFiles } = await import("./engines/filesystem/pack-files.ts");
  return openPackFiles(directory.packsPath);
}

/** In `relaxed` durability nothing waits for a flush, and an entry must be flushed before its record: small bodies stay with their records there. */
function packsOf({ durability, packBytes }: StorageOptions, files: PackFiles): PackedStorage {
  return { files, packBytes, isFrozen: durability === "relaxed" };
}

/** Nobody else can be writing to a directory that we own: whatever is older than this start and has no name is a crash's. */
function sweepLeftovers(runtime: StorageRuntime, bytes: Storage["bytes"]): void {
  const failed = (error: unknown): void =>
    runtime.log.error("removing what a crash left failed", { error: String(error) });
  bytes.sweep(runtime.clock.wallMs()).catch(failed);
}
