/** The bytes of a latin1 text, in memory that is used again: good until the next call. For hashing, where nobody keeps them. */
const SCRATCH_BYTES = 16 * 1024;
const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
const NOTHING = new Uint8Array(0);

/** `before`: bytes that come first. */
export function latin1Bytes(text: string, before: Uint8Array = NOTHING): Uint8Array {
  const length = before.length + text.length;
  const target = length <= SCRATCH_BYTES ? scratch : Buffer.allocUnsafe(length);
  target.set(before);
  target.write(text, before.length, "latin1");
  return target.subarray(0, length);
}
