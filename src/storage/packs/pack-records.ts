/**
 * What the record store knows of packs, changed in the transactions that make bytes live and give them up:
 *
 *   ["bytes-packs"]                    number of the next pack
 *   ["bytes-packs", pack]              generation of its file, bytes of the file (0 while it is written), bytes of bodies given up in it
 *   ["bytes-pack-live", pack, chunk]   one bit for every 256 bytes of a chunk of 256 KiB: an entry that has an owner begins there
 *
 * An entry is longer than 256 bytes, so no two begin in the same. The bits say what a compaction keeps; nothing else names an entry but the
 * extent in its owner's record, so an object costs a bit and no record more.
 */
import type { Key, Reader, Transaction } from "../record-store.ts";
import { StorageError } from "../storage-error.ts";
import { type PackedPlace, placeOf } from "./packed-id.ts";

/** Every packed body has at least these many bytes. */
export const PACKED_BYTES_MIN = 256;
const UNIT_BYTES = PACKED_BYTES_MIN;
const CHUNK_UNITS = 1024;
const CHUNK_BYTES = CHUNK_UNITS * UNIT_BYTES;
const BITMAP_BYTES = CHUNK_UNITS / 8;
const RECORD_BYTES = 12;
const BATCH_RECORDS = 1000;

export interface PackRecord {
  /** How many times it was compacted. */
  readonly generation: number;
  /** Of its file; 0 while it is being written. */
  readonly sizeBytes: number;
  /** Of bodies that lie in the file and have no owner any more. */
  readonly deadBytes: number;
}

const PACKS: Key = ["bytes-packs"];
const packKey = (pack: number): Key => ["bytes-packs", pack];
const livePrefix = (pack: number): Key => ["bytes-pack-live", pack];
const liveKey = ({ pack, offset }: PackedPlace): Key => ["bytes-pack-live", pack, Math.floor(offset / CHUNK_BYTES)];

/** The number of the pack that comes next; those before it have been given out. */
export function readNextPack(reader: Reader): number {
  const record = reader.get(PACKS);
  return record === undefined ? 0 : Buffer.from(record).readDoubleLE(0);
}

/** Gives out the next number. */
export function takeNextPack(transaction: Transaction): number {
  const pack = readNextPack(transaction);
  const next = Buffer.allocUnsafe(8);
  next.writeDoubleLE(pack + 1, 0);
  transaction.put(PACKS, next);
  writePack(transaction, pack, { generation: 0, sizeBytes: 0, deadBytes: 0 });
  return pack;
}

export function readPack(reader: Reader, pack: number): PackRecord | undefined {
  const record = reader.get(packKey(pack));
  return record === undefined ? undefined : decodePack(record);
}

export function writePack(transaction: Transaction, pack: number, record: PackRecord): void {
  const bytes = Buffer.allocUnsafe(RECORD_BYTES);
  bytes.writeUInt32LE(record.generation, 0);
  bytes.writeUInt32LE(record.sizeBytes, 4);
  bytes.writeUInt32LE(record.deadBytes, 8);
  transaction.put(packKey(pack), bytes);
}

export function forgetPack(transaction: Transaction, pack: number): void {
  transaction.delete(packKey(pack));
}

function decodePack(record: Uint8Array): PackRecord {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  return {
    generation: view.getUint32(0, true),
    sizeBytes: view.getUint32(4, true),
    deadBytes: view.getUint32(8, true),
  };
}

/** Every pack with its record, in the order of their numbers. */
export function* allPacks(reader: Reader): Generator<PackRecord & { readonly pack: number }> {
  let startAfter: Key = PACKS;
  for (;;) {
    const entries = reader.range({ prefix: PACKS, startAfter, limit: BATCH_RECORDS });
    for (const { key, value } of entries) yield { pack: Number(key[1]), ...decodePack(value) };
    const last = entries.at(-1);
    if (last === undefined || entries.length < BATCH_RECORDS) return;
    startAfter = last.key;
  }
}

/**
 * Gives an entry that was just appended its first owner.
 * @throws {StorageError} conflict when its pack was compacted meanwhile, which takes away what has no owner
 */
export function markLive(transaction: Transaction, id: string): void {
  const place = placeOf(id);
  if (readPack(transaction, place.pack)?.generation !== 0)
    throw new StorageError("conflict", `the packed bytes ${id} waited too long for their record`);
  setBit(transaction, place, true);
}

export function isLive(reader: Reader, id: string): boolean {
  const place = placeOf(id);
  return isSet(reader.get(liveKey(place)), place);
}

/** Takes the last owner away. */
export function markDead(transaction: Transaction, id: string, sizeBytes: number): void {
  if (setBit(transaction, placeOf(id), false)) countDead(transaction, id, sizeBytes);
}

/** Counts an entry without an owner, so that its pack is compacted some day. */
export function countDead(transaction: Transaction, id: string, sizeBytes: number): void {
  const { pack } = placeOf(id);
  const record = readPack(transaction, pack);
  if (record !== undefined) writePack(transaction, pack, { ...record, deadBytes: record.deadBytes + sizeBytes });
}

function isSet(bits: Uint8Array | undefined, { offset }: PackedPlace): boolean {
  const unit = unitOf(offset);
  return ((bits?.[unit >> 3] ?? 0) & (1 << (unit & 7))) !== 0;
}

function unitOf(offset: number): number {
  return Math.floor((offset % CHUNK_BYTES) / UNIT_BYTES);
}

/** False when it was so before. */
function setBit(transaction: Transaction, place: PackedPlace, isOn: boolean): boolean {
  const key = liveKey(place);
  const bits = transaction.get(key) ?? new Uint8Array(BITMAP_BYTES);
  if (isSet(bits, place) === isOn) return false;
  const unit = unitOf(place.offset);
  const others = (bits[unit >> 3] ?? 0) & ~(1 << (unit & 7));
  bits[unit >> 3] = isOn ? others | (1 << (unit & 7)) : others;
  if (isOn || bits.some((byte) => byte !== 0)) transaction.put(key, bits);
  else transaction.delete(key);
  return true;
}

/** Half-open ranges of places, in order, in each of which one live entry begins. */
export function* liveUnits(reader: Reader, pack: number): Generator<{ readonly start: number; readonly end: number }> {
  const prefix = livePrefix(pack);
  let startAfter: Key = prefix;
  for (;;) {
    const entries = reader.range({ prefix, startAfter, limit: BATCH_RECORDS });
    for (const { key, value } of entries) yield* unitsIn(Number(key[2]) * CHUNK_BYTES, value);
    const last = entries.at(-1);
    if (last === undefined || entries.length < BATCH_RECORDS) return;
    startAfter = last.key;
  }
}

function* unitsIn(chunkStart: number, bits: Uint8Array): Generator<{ readonly start: number; readonly end: number }> {
  for (let unit = 0; unit < CHUNK_UNITS; unit += 1) {
    if (((bits[unit >> 3] ?? 0) & (1 << (unit & 7))) === 0) continue;
    const start = chunkStart + unit * UNIT_BYTES;
    yield { start, end: start + UNIT_BYTES };
  }
}
