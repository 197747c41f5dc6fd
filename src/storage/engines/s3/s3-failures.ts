/** What another S3 answers, in the kinds of the storage port. */
import { StorageError, type StorageErrorKind } from "../../storage-error.ts";

/** By error code. A blob that is gone or shorter than its record says is damage, because blobs are never changed. */
const KINDS: Readonly<Record<string, StorageErrorKind>> = {
  NoSuchKey: "corrupt",
  NotFound: "io",
  NoSuchBucket: "io",
  InvalidRange: "corrupt",
  NoSuchUpload: "io",
  QuotaExceeded: "full",
  XMinioStorageFull: "full",
};

export async function toStorageError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError) throw error;
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    throw new StorageError(KINDS[name] ?? "io", `the S3 blob store failed: ${name}: ${message}`, error);
  }
}
