/**
 * The records of the bytes layer: `["bytes", id]` holds inline bytes with their CRC-32, or a blob's summary.
 * `["bytes-owners", id]` counts the owners of shared bytes (absent: one; zero: given up), and `["bytes-garbage", wallMs, id]` queues what
 * was given up until it is removed. Keys that begin with "bytes" belong to this layer alone.
 */
import { crc32 } from "node:zlib";
import type { BlobSummary } from "./block-checksums.ts";
import type { Key } from "./record-store.ts";
import { StorageError } from "./storage-error.ts";

const KIND_INLINE = 1;
const KIND_BLOB = 2;
const INLINE_HEAD_BYTES = 5;
const BLOB_HEAD_BYTES = 9;

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

/** @throws {StorageError} corrupt when the record is missing or does not match its checksum */
export function decodeInline(id: string, record: Uint8Array | undefined): Uint8Array {
  if (record === undefined || record[0] !== KIND_INLINE || record.length < INLINE_HEAD_BYTES) {
    throw new StorageError("corrupt", `the inline bytes ${id} are missing`);
  }
  const bytes = record.subarray(INLINE_HEAD_BYTES);
  if (crc32(bytes) !== inlineChecksum(record)) {
    throw new StorageError("corrupt", `the inline bytes ${id} do not match their checksum`);
  }
  return bytes;
}

export function encodeSummary(summary: BlobSummary): Uint8Array {
  const record = Buffer.allocUnsafe(BLOB_HEAD_BYTES + 4 * summary.checksums.length);
  record[0] = KIND_BLOB;
  record.writeDoubleLE(summary.sizeBytes, 1);
  for (const [index, checksum] of summary.checksums.entries())
    record.writeUInt32LE(checksum, BLOB_HEAD_BYTES + 4 * index);
  return record;
}

/** @throws {StorageError} corrupt when the record is missing */
export function decodeSummary(id: string, record: Uint8Array | undefined): BlobSummary {
  if (record === undefined || record[0] !== KIND_BLOB || record.length < BLOB_HEAD_BYTES) {
    throw new StorageError("corrupt", `the summary of the blob ${id} is missing`);
  }
  const view = viewOf(record);
  const checksums: number[] = [];
  for (let offset = BLOB_HEAD_BYTES; offset + 4 <= record.length; offset += 4)
    checksums.push(view.getUint32(offset, true));
  return { sizeBytes: view.getFloat64(1, true), checksums };
}

export function encodeOwners(count: number): Uint8Array {
  const record = Buffer.alloc(4);
  record.writeUInt32LE(count);
  return record;
}

export function decodeOwners(record: Uint8Array | undefined): number {
  return record === undefined ? 1 : viewOf(record).getUint32(0, true);
}

function viewOf(record: Uint8Array): DataView {
  return new DataView(record.buffer, record.byteOffset, record.byteLength);
}
