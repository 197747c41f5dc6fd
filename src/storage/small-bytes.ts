/** Bytes that are handed out in one piece, wherever they lie: inline in a record, or packed. */
import { bytesKey, decodeInline, decodeSealedInline, verifyInline } from "./bytes-record.ts";
import type { Extent } from "./objects.ts";
import { isIntact, type PackEntry } from "./packs/pack-entry.ts";
import type { Packs } from "./packs/packs.ts";
import type { SealedWhole } from "./sealed-blocks.ts";
import { StorageError } from "./storage-error.ts";

/** Where they come from. Records are looked up by whoever asks, at once or with patience. */
export interface SmallSource {
  readonly packs: Packs | undefined;
  /** The record of inline bytes. */
  readonly record: Uint8Array | undefined;
}

export const isSmall = ({ kind }: Extent): boolean => kind !== "blob";

/** Verified. @throws {StorageError} corrupt when they are missing, sealed, or not what was written; io */
export function readPlain({ packs, record }: SmallSource, { id, kind, sizeBytes }: Extent): Uint8Array {
  if (kind === "inline") return decodeInline(id, record);
  const entry = packedEntry(packs, id, sizeBytes);
  if (entry.layers !== 0 || !isIntact(entry))
    throw new StorageError("corrupt", `the packed bytes ${id} do not match their checksum, or are sealed`);
  return entry.sealed;
}

/** Not yet verified: opening them does. @throws {StorageError} corrupt when they are missing or not sealed; io */
export function readSealedWhole({ packs, record }: SmallSource, { id, kind, sizeBytes }: Extent): SealedWhole {
  if (kind === "inline") return decodeSealedInline(id, record);
  const entry = packedEntry(packs, id, sizeBytes);
  if (entry.layers === 0) throw new StorageError("corrupt", `the packed bytes ${id} are not sealed`);
  return entry;
}

/** Without keys. @throws {StorageError} corrupt when they are not what was written; io */
export function verifySmall({ packs, record }: SmallSource, { id, kind, sizeBytes }: Extent): void {
  if (kind === "inline") verifyInline(id, record, sizeBytes);
  else if (!isIntact(packedEntry(packs, id, sizeBytes)))
    throw new StorageError("corrupt", `the packed bytes ${id} do not match their checksum`);
}

/** The key of the record that holds them, where one does. */
export function recordOf<T>({ id, kind }: Extent, get: (key: ReturnType<typeof bytesKey>) => T): T | undefined {
  return kind === "inline" ? get(bytesKey(id)) : undefined;
}

function packedEntry(packs: Packs | undefined, id: string, sizeBytes: number): PackEntry {
  if (packs === undefined) throw new StorageError("corrupt", `the packed bytes ${id} are in no store that is open`);
  return packs.read(id, sizeBytes);
}
