/**
 * One body in a pack:
 *
 *   4 bytes  its length
 *   4 bytes  CRC-32 of the number of the pack, the place, the length and the layers: tells an entry from anything else, and from one of another place
 *   1 byte   how many times it is sealed
 *   then its check, as a blob has for each block (the CRC-32 of what lies there, and a tag for each layer), and the body
 *
 * Numbers are little-endian. An entry is copied as it is when its pack is compacted: the place that it names stays the one that it had first.
 */
import { crc32 } from "node:zlib";
import { checkBytes } from "../block-checksums.ts";
import type { SealedWhole } from "../sealed-blocks.ts";
import { StorageError } from "../storage-error.ts";
import { packedId, type PackedPlace } from "./packed-id.ts";

const HEAD_BYTES = 9;
const LAYERS_MAX = 2;
/** The longest beginning of an entry before its body. */
const BEFORE_BODY_BYTES_MAX = HEAD_BYTES + checkBytes(LAYERS_MAX);

/** Of the whole entry. */
export function entryBytes(sizeBytes: number, layers: number): number {
  return HEAD_BYTES + checkBytes(layers) + sizeBytes;
}

/** As much as must be read to have an entry whole that may be sealed. */
export function entryBytesMax(sizeBytes: number): number {
  return BEFORE_BODY_BYTES_MAX + sizeBytes;
}

/** What goes before a body that is not sealed. */
export function plainHead(place: PackedPlace, sizeBytes: number, checksum: number): Uint8Array {
  const head = Buffer.allocUnsafe(HEAD_BYTES + checkBytes(0));
  writeHead(head, place, { sizeBytes, layers: 0 });
  head.writeUInt32LE(checksum, HEAD_BYTES);
  return head;
}

export function sealedHead(place: PackedPlace, { sealed, check }: SealedWhole, layers: number): Uint8Array {
  const head = Buffer.allocUnsafe(HEAD_BYTES + check.length);
  writeHead(head, place, { sizeBytes: sealed.length, layers });
  head.set(check, HEAD_BYTES);
  return head;
}

export interface EntryHead {
  readonly sizeBytes: number;
  readonly layers: number;
}

export interface PackEntry extends EntryHead, SealedWhole {
  /** With its beginning, as it lies there. */
  readonly whole: Uint8Array;
}

/** Undefined when no entry of this place begins here. */
export function readHead(bytes: Uint8Array, place: PackedPlace): EntryHead | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = { sizeBytes: view.getUint32(0, true), layers: view.getUint8(8) };
  return head.layers <= LAYERS_MAX && view.getUint32(4, true) === headCheck(place, head) ? head : undefined;
}

/**
 * The check and the body of the entry that begins with `bytes`; not yet verified.
 * @throws {StorageError} corrupt when it is none of this place and length, or cut off
 */
export function readEntry(bytes: Uint8Array, place: PackedPlace, sizeBytes: number): PackEntry {
  const head = readHead(bytes, place);
  if (head === undefined || head.sizeBytes !== sizeBytes)
    throw new StorageError("corrupt", `the packed bytes ${packedId(place)} are not where they should be`);
  const bodyStart = HEAD_BYTES + checkBytes(head.layers);
  if (bytes.length < bodyStart + sizeBytes)
    throw new StorageError("corrupt", `the packed bytes ${packedId(place)} are cut off`);
  const end = bodyStart + sizeBytes;
  const check = bytes.subarray(HEAD_BYTES, bodyStart);
  return { ...head, check, sealed: bytes.subarray(bodyStart, end), whole: bytes.subarray(0, end) };
}

/** Whether the body is what was written, sealed or not. */
export function isIntact({ sealed, check }: SealedWhole): boolean {
  return crc32(sealed) === new DataView(check.buffer, check.byteOffset, check.byteLength).getUint32(0, true);
}

function writeHead(head: Buffer, place: PackedPlace, said: EntryHead): void {
  head.writeUInt32LE(said.sizeBytes, 0);
  head.writeUInt32LE(headCheck(place, said), 4);
  head[8] = said.layers;
}

const checked = Buffer.alloc(17);

function headCheck({ pack, offset }: PackedPlace, { sizeBytes, layers }: EntryHead): number {
  checked.writeDoubleLE(pack, 0);
  checked.writeUInt32LE(offset, 8);
  checked.writeUInt32LE(sizeBytes, 12);
  checked[16] = layers;
  return crc32(checked);
}
