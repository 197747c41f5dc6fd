/**
 * The records of the bytes layer: `["bytes", id]` holds inline bytes with their CRC-32, or a blob's summary:
 *
 *   1 byte   kind: 3
 *   1 byte   what a check is; 1: the CRC-32 of its block, four bytes; 2 and 3: the CRC-32 of the sealed block and one or two tags of 16 bytes
 *   1 byte   a block has two to the power of this many bytes
 *   1 byte   bytes that this kind of check keeps besides the checks; they follow the length. 0 for CRC-32
 *   8 bytes  the blob's length, a double
 *   then the checks, one for each block
 *
 * Summaries of kind 2 were written before: the length, and a CRC-32 for every 256 KiB. Inline bytes that are sealed are of kind 4: the number of
 * layers in one byte, the check of a block, and what was sealed.
 *
 * `["bytes-owners", id]` counts the owners of shared bytes (absent: one; zero: given up), and `["bytes-garbage", wallMs, id]` queues what
 * was given up until it is removed, with the length of packed bytes. Packed bytes have no record of their own; what is known of their packs is in
 * packs/pack-records.ts. Keys that begin with "bytes" belong to this layer alone.
 */
import { crc32 } from "node:zlib";
import { type BlobSummary, checkBytes } from "./block-checksums.ts";
import type { Key } from "./record-store.ts";
import type { SealedWhole } from "./sealed-blocks.ts";
import { StorageError } from "./storage-error.ts";

const KIND_INLINE = 1;
const KIND_BLOB = 2;
const KIND_BLOCKS = 3;
const KIND_SEALED_INLINE = 4;
const CHECK_CRC32 = 1;
const LAYERS_MAX = 2;
const SEALED_HEAD_BYTES = 2;
const INLINE_HEAD_BYTES = 5;
const BLOB_HEAD_BYTES = 9;
const BLOB_BLOCK_BYTES = 256 * 1024;
/** A changed bit must not make a reader take a whole blob for one block. */
const BLOCK_BYTES_LEAST = 512;
const BLOCK_BYTES_MOST = 4 * 1024 * 1024;
const BLOCKS_HEAD_BYTES = 12;

export function bytesKey(id: string): Key {
  return ["bytes", id];
}

export function ownersKey(id: string): Key {
  return ["bytes-owners", id];
}

export function garbageKey(queuedMs: number, id: string): Key {
  return ["bytes-garbage", queuedMs, id];
}

export const GARBAGE_PREFIX: Key = ["bytes-garbage"];

export function encodeInline(bytes: Uint8Array): Uint8Array {
  const record = Buffer.allocUnsafe(INLINE_HEAD_BYTES + bytes.length);
  record[0] = KIND_INLINE;
  record.writeUInt32LE(crc32(bytes), 1);
  record.set(bytes, INLINE_HEAD_BYTES);
  return record;
}

/** The CRC-32 of the bytes in a record of `encodeInline`. */
export function inlineChecksum(record: Uint8Array): number {
  return viewOf(record).getUint32(1, true);
}

/** @throws {StorageError} corrupt when the record is missing, sealed, or does not match its checksum */
export function decodeInline(id: string, record: Uint8Array | undefined): Uint8Array {
  if (record === undefined || record[0] !== KIND_INLINE || record.length < INLINE_HEAD_BYTES) {
    throw new StorageError("corrupt", `the inline bytes ${id} are missing or sealed`);
  }
  const bytes = record.subarray(INLINE_HEAD_BYTES);
  if (crc32(bytes) !== inlineChecksum(record)) {
    throw new StorageError("corrupt", `the inline bytes ${id} do not match their checksum`);
  }
  return bytes;
}

export function encodeSealedInline({ sealed, check }: SealedWhole, layers: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(KIND_SEALED_INLINE, layers), check, sealed]);
}

/** Not yet verified. @throws {StorageError} corrupt when the record is missing or not sealed */
export function decodeSealedInline(id: string, record: Uint8Array | undefined): SealedWhole {
  const layers = record?.[1] ?? 0;
  const bodyStart = SEALED_HEAD_BYTES + checkBytes(layers);
  if (record === undefined || record[0] !== KIND_SEALED_INLINE || record.length < bodyStart)
    throw new StorageError("corrupt", `the sealed inline bytes ${id} are missing or not sealed`);
  return { check: record.subarray(SEALED_HEAD_BYTES, bodyStart), sealed: record.subarray(bodyStart) };
}

export function encodeSummary({ sizeBytes, blockBytes, layers, checksums }: BlobSummary): Uint8Array {
  const record = Buffer.allocUnsafe(BLOCKS_HEAD_BYTES + checksums.length);
  record[0] = KIND_BLOCKS;
  record[1] = CHECK_CRC32 + layers;
  record[2] = Math.log2(blockBytes);
  record[3] = 0;
  record.writeDoubleLE(sizeBytes, 4);
  record.set(checksums, BLOCKS_HEAD_BYTES);
  return record;
}

/** Inline bytes of either kind, as they lie there. @throws {StorageError} corrupt when they are not what was written */
export function verifyInline(id: string, record: Uint8Array | undefined, sizeBytes: number): void {
  let lengthBytes: number;
  if (record?.[0] === KIND_SEALED_INLINE) {
    const { sealed, check } = decodeSealedInline(id, record);
    if (crc32(sealed) !== viewOf(check).getUint32(0, true))
      throw new StorageError("corrupt", `the sealed inline bytes ${id} do not match their checksum`);
    lengthBytes = sealed.length;
  } else lengthBytes = decodeInline(id, record).length;
  if (lengthBytes !== sizeBytes) throw new StorageError("corrupt", `the inline bytes ${id} have another length`);
}

/** @throws {StorageError} corrupt when the record is missing, none that can be read, or of a blob of another length */
export function decodeSummary(id: string, record: Uint8Array | undefined, sizeBytes: number): BlobSummary {
  const summary = readSummary(id, record);
  const { blockBytes } = summary;
  if (summary.sizeBytes !== sizeBytes || blockBytes < BLOCK_BYTES_LEAST || blockBytes > BLOCK_BYTES_MOST)
    throw new StorageError("corrupt", `the summary of the blob ${id} is of another blob`);
  return summary;
}

function readSummary(id: string, record: Uint8Array | undefined): BlobSummary {
  const layers = (record?.[1] ?? 0) - CHECK_CRC32;
  if (record !== undefined && record[0] === KIND_BLOCKS && layers >= 0 && layers <= LAYERS_MAX) {
    const sizeBytes = viewOf(record).getFloat64(4, true);
    return { sizeBytes, blockBytes: 2 ** (record[2] ?? 0), layers, checksums: record.subarray(BLOCKS_HEAD_BYTES) };
  }
  if (record !== undefined && record[0] === KIND_BLOB && record.length >= BLOB_HEAD_BYTES) {
    const sizeBytes = viewOf(record).getFloat64(1, true);
    return { sizeBytes, blockBytes: BLOB_BLOCK_BYTES, layers: 0, checksums: record.subarray(BLOB_HEAD_BYTES) };
  }
  throw new StorageError("corrupt", `the summary of the blob ${id} is missing`);
}

export function encodeOwners(count: number): Uint8Array {
  const record = Buffer.alloc(4);
  record.writeUInt32LE(count);
  return record;
}

export function decodeOwners(record: Uint8Array | undefined): number {
  return record === undefined ? 1 : viewOf(record).getUint32(0, true);
}

/** What the garbage queue says of packed bytes. */
export function encodeSize(sizeBytes: number): Uint8Array {
  const record = Buffer.alloc(4);
  record.writeUInt32LE(sizeBytes);
  return record;
}

export function decodeSize(record: Uint8Array): number {
  return record.length < 4 ? 0 : viewOf(record).getUint32(0, true);
}

function viewOf(record: Uint8Array): DataView {
  return new DataView(record.buffer, record.byteOffset, record.byteLength);
}
