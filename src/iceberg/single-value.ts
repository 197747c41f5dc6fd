/**
 * Single values in binary, as manifests keep the bounds of columns.
 *
 * @see https://iceberg.apache.org/spec/#binary-single-value-serialization
 */

const MICROSECONDS_PER_MS = 1_000n;

/** `timestamp`: microseconds, eight bytes, the lowest first. */
export function timestampValue(timeMs: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(timeMs) * MICROSECONDS_PER_MS);
  return bytes;
}

export function timestampMsOf(bytes: Uint8Array): number {
  return Number(Buffer.from(bytes).readBigInt64LE() / MICROSECONDS_PER_MS);
}
