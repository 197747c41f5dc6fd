/** Turns LMDB's errors into `StorageError`s by their code. */
import { statfs } from "node:fs/promises";
import { StorageError, type StorageErrorKind } from "../../storage-error.ts";

const KINDS: ReadonlyMap<unknown, StorageErrorKind> = new Map<unknown, StorageErrorKind>([
  [-30792, "full"], // MDB_MAP_FULL
  [28, "full"], // ENOSPC
  [122, "full"], // EDQUOT
  [27, "full"], // EFBIG
  [-30797, "corrupt"], // MDB_PAGE_NOTFOUND
  [-30796, "corrupt"], // MDB_CORRUPTED
  [-30793, "corrupt"], // MDB_INVALID
  [-30794, "format"], // MDB_VERSION_MISMATCH
  [-30781, "limit"], // MDB_BAD_VALSIZE
]);

export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error;
  const code = "code" in error ? error.code : undefined;
  const kind = KINDS.get(code) ?? "io";
  return new StorageError(
    kind,
    `the record store failed${code === undefined ? "" : ` with ${String(code)}`}: ${error.message}`,
    error,
  );
}

const EIO = 5;
/** Pages that LMDB may write besides the data itself. */
const COMMIT_MARGIN_BYTES = 1024 * 1024;

/**
 * Why a commit of about `sizeBytes` failed. lmdb-js rejects with an error that holds a promise of the reason; and LMDB reports the short
 * write of a full disk as an input/output error, so then the disk is asked.
 */
export async function commitFailure(
  error: unknown,
  { directory, sizeBytes }: { directory: string; sizeBytes: number },
): Promise<unknown> {
  const reason = await reasonOf(error);
  if (!(reason instanceof Error) || !("code" in reason) || reason.code !== EIO) return toStorageError(reason);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize > sizeBytes + COMMIT_MARGIN_BYTES) return toStorageError(reason);
  return new StorageError("full", "there is no room left on the disk for records", reason);
}

async function reasonOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !("commitError" in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}
