/** Turns Node's file errors into `StorageError`s by their code. */
import { StorageError } from "../../storage-error.ts";

const FULL_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

export function toStorageError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error instanceof StorageError) return error;
  if (FULL_CODES.has(error.code)) return new StorageError("full", "there is no room left on the disk", error);
  return new StorageError("io", `the file system failed with ${String(error.code)}`, error);
}

export async function fileErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error);
  }
}
