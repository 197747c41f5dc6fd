/** Turns PostgreSQL's errors into `StorageError`s by SQLSTATE. */
import { StorageError, type StorageErrorKind } from "../../storage-error.ts";

/** serialization_failure, deadlock_detected: the same transaction may succeed when it is run again. */
const RETRYABLE: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

const KINDS: ReadonlyMap<unknown, StorageErrorKind> = new Map<unknown, StorageErrorKind>([
  ["53100", "full"], // disk_full
  ["XX001", "corrupt"], // data_corrupted
  ["XX002", "corrupt"], // index_corrupted
  ["54000", "limit"], // program_limit_exceeded
]);

export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(codeOf(error));
}

export function toStorageError(error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const reason = code === undefined ? error.message : `${String(code)}: ${error.message}`;
  return new StorageError(KINDS.get(code) ?? "io", `the record store's database failed with ${reason}`, error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
