/** Turns LMDB's errors into `StorageError`s by their code. */
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
  return new StorageError(kind, `the record store failed${code === undefined ? "" : ` with ${String(code)}`}: ${error.message}`, error);
}

/** lmdb-js rejects a failed commit with an error that holds a promise of the reason. */
export async function commitFailure(error: unknown): Promise<unknown> {
  if (error instanceof Error && "commitError" in error) {
    try {
      await error.commitError;
    } catch (reason) {
      return toStorageError(reason);
    }
  }
  return toStorageError(error);
}
