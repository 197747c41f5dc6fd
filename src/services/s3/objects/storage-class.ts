/**
 * Storage classes. The classes whose objects can be read at once are kept and shown; they share one kind of storage here.
 * Archive classes need RestoreObject, which is missing, and are refused rather than pretended.
 */
import { NotImplementedError } from "../../../kit/errors.ts";
import { invalidStorageClass } from "../errors.ts";

const READABLE = new Set([
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "REDUCED_REDUNDANCY",
]);
const ARCHIVED = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/**
 * The class to store; undefined stands for STANDARD.
 *
 * @throws {InvalidStorageClass} 400  @throws {NotImplemented} 501 for GLACIER and DEEP_ARCHIVE
 */
export function parseStorageClass(storageClass: string | undefined): string | undefined {
  if (storageClass === undefined || storageClass === "STANDARD") return undefined;
  if (READABLE.has(storageClass)) return storageClass;
  if (ARCHIVED.has(storageClass))
    throw new NotImplementedError("s3", `storage class ${storageClass}`, "RestoreObject is not there yet");
  throw invalidStorageClass(storageClass);
}
