/**
 * Where packed bytes lie, as the id of their extent: the number of the pack and the place in it, both in base 36 with a dot between. No pack's number and no
 * place in one is given out twice, so neither is an id; it stays when the pack is compacted.
 */
import { StorageError } from "../storage-error.ts";

export interface PackedPlace {
  readonly pack: number;
  /** Bytes from the beginning of the pack as it was first written. */
  readonly offset: number;
}

const RADIX = 36;
/** Ids of inline bytes and of blobs have no dot. */
const SEPARATOR = ".";

export function packedId({ pack, offset }: PackedPlace): string {
  return `${pack.toString(RADIX)}${SEPARATOR}${offset.toString(RADIX)}`;
}

export function isPackedId(id: string): boolean {
  return id.includes(SEPARATOR);
}

/** @throws {StorageError} corrupt when it is not one of ours */
export function placeOf(id: string): PackedPlace {
  const dot = id.indexOf(SEPARATOR);
  const pack = Number.parseInt(id.slice(0, dot), RADIX);
  const offset = Number.parseInt(id.slice(dot + 1), RADIX);
  if (dot < 1 || !Number.isSafeInteger(pack) || !Number.isSafeInteger(offset))
    throw new StorageError("corrupt", `${id} is not an id of packed bytes`);
  return { pack, offset };
}
