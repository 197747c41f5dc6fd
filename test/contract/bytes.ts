/** Bytes for storage tests. */
import { StorageError, type StorageErrorKind } from "../../src/storage/storage-error.ts";

/** Bytes that repeat nowhere soon, different for every seed. */
export function patterned(size: number, seed = 1): Uint8Array {
  const bytes = Buffer.alloc(size);
  let state = (seed * 2654435761) >>> 0;
  for (let offset = 0; offset < size; offset++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[offset] = state >>> 24;
  }
  return bytes;
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

export function isStorageError(kind: StorageErrorKind): (error: unknown) => boolean {
  return (error) => error instanceof StorageError && error.kind === kind;
}
