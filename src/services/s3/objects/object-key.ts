/** Object keys: any UTF-8 text of 1 to 1,024 bytes. Nothing is normalised: `a//b`, `./a` and `a/` are keys of their own. */
import { keyTooLong } from "../errors.ts";
import { KEY_BYTES_MAX } from "../limits.ts";

/** @throws {KeyTooLongError} 400 */
export function checkKey(key: string): void {
  // A UTF-16 unit is at most three UTF-8 bytes: short keys need no counting.
  if (key.length * 3 <= KEY_BYTES_MAX) return;
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes > KEY_BYTES_MAX) throw keyTooLong(sizeBytes, KEY_BYTES_MAX);
}
