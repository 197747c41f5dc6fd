/**
 * The objects of a listing page as rows of bytes: what ListObjects shows of an object, without a JavaScript object, a date and a few
 * strings for each. Making those for a thousand objects takes longer than reading them from the store.
 *
 * A service fills it, one that serializes answers may read the rows as they are; to everybody else it is the list of members that the API
 * describes. S3 keeps rows on disk at the head of its version records, so their layout does not change.
 *
 * A row, numbers in little endian:
 *   0      checksum: 0 for none, else 1 + the index of its algorithm + 16 * the index of its type
 *   1      index of the storage class
 *   2-6    seconds since 1970 of the last modification
 *   7-12   bytes of the object
 *   13-14  number behind the dash of an ETag, 0 without one
 *   15-30  the 16 bytes that the ETag shows in hex
 */
import type {
  ChecksumAlgorithm,
  ChecksumType,
  _Object as ObjectMembers,
  ObjectStorageClass,
  Owner,
} from "@aws-sdk/client-s3";

export const ROW_BYTES = 31;
/** Where the parts of a row begin. */
export const ROW = { checksum: 0, storageClass: 1, seconds: 2, size: 7, etagParts: 13, etag: 15 } as const;

/** Only ever added to at the end. */
const ALGORITHMS: readonly string[] = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "SHA1",
  "SHA256",
  "SHA512",
  "MD5",
  "XXHASH64",
  "XXHASH3",
  "XXHASH128",
];
const TYPES: readonly string[] = ["FULL_OBJECT", "COMPOSITE"];
const CLASSES: readonly string[] = [
  "STANDARD",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER_IR",
  "REDUCED_REDUNDANCY",
  "GLACIER",
  "DEEP_ARCHIVE",
];
const TYPE_FACTOR = 16;
/** The year 10000, from which on a date is written otherwise. */
const SECONDS_END = 253_402_300_800;
const SIZE_END = 2 ** 48;
const ETAG_PARTS_END = 2 ** 16;
const TWO_32 = 2 ** 32;
const ETAG_BYTES = 16;

/** What a row says. */
export interface ListedFacts {
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly checksum?: { readonly algorithm: string; readonly type: string } | undefined;
  /** Left out for STANDARD. */
  readonly storageClass?: string | undefined;
}

/** Writes the row at `at`. False for facts that no row can say; the bytes are then of no use. */
export function writeRow(target: Uint8Array, at: number, facts: ListedFacts): boolean {
  const { checksum, storageClass, sizeBytes, lastModifiedMs, etag } = facts;
  const algorithm = checksum === undefined ? -1 : ALGORITHMS.indexOf(checksum.algorithm);
  const type = checksum === undefined ? 0 : TYPES.indexOf(checksum.type);
  if (type < 0 || (algorithm < 0 && checksum !== undefined)) return false;
  const storage = storageClass === undefined ? 0 : CLASSES.indexOf(storageClass);
  const seconds = lastModifiedMs / 1000;
  if (storage < 0 || !isBelow(seconds, SECONDS_END) || !isBelow(sizeBytes, SIZE_END)) return false;
  // STANDARD by name is not the same record as STANDARD left out.
  if (storage === 0 && storageClass !== undefined) return false;
  target[at + ROW.checksum] = algorithm + 1 + TYPE_FACTOR * type;
  target[at + ROW.storageClass] = storage;
  writeUint32(target, at + ROW.seconds, seconds);
  target[at + ROW.seconds + 4] = seconds / TWO_32;
  writeUint32(target, at + ROW.size, sizeBytes);
  writeUint16(target, at + ROW.size + 4, sizeBytes / TWO_32);
  return writeEtag(target, at, etag);
}

/** What `writeRow` was given. */
export function readRow(source: Buffer, at: number): ListedFacts {
  const { algorithm, type, storageClass } = readKind(source, at);
  return {
    sizeBytes: readSize(source, at),
    etag: readEtag(source, at),
    lastModifiedMs: readSeconds(source, at) * 1000,
    checksum: algorithm === undefined ? undefined : { algorithm, type: type ?? "" },
    storageClass: storageClass === CLASSES[0] ? undefined : storageClass,
  };
}

export function copyRow(source: Uint8Array, from: number, target: Uint8Array, at: number): void {
  for (let index = 0; index < ROW_BYTES; index++) target[at + index] = source[from + index] as number;
}

export interface RowKind {
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly type: ChecksumType | undefined;
  readonly storageClass: ObjectStorageClass;
}

/** The words of a row. */
export function readKind(source: Uint8Array, at: number): RowKind {
  const checksum = source[at + ROW.checksum] ?? 0;
  const storageClass = CLASSES[source[at + ROW.storageClass] ?? 0] as ObjectStorageClass;
  if (checksum === 0) return { algorithm: undefined, type: undefined, storageClass };
  return {
    algorithm: ALGORITHMS[(checksum % TYPE_FACTOR) - 1] as ChecksumAlgorithm,
    type: TYPES[Math.floor(checksum / TYPE_FACTOR)] as ChecksumType,
    storageClass,
  };
}

export function readSeconds(source: Uint8Array, at: number): number {
  return (source[at + ROW.seconds + 4] ?? 0) * TWO_32 + readUint32(source, at + ROW.seconds);
}

export function readSize(source: Uint8Array, at: number): number {
  const high = (source[at + ROW.size + 4] ?? 0) | ((source[at + ROW.size + 5] ?? 0) << 8);
  return high * TWO_32 + readUint32(source, at + ROW.size);
}

/** 0 for an ETag without a dash. */
export function readEtagParts(source: Uint8Array, at: number): number {
  return (source[at + ROW.etagParts] ?? 0) | ((source[at + ROW.etagParts + 1] ?? 0) << 8);
}

function readEtag(source: Buffer, at: number): string {
  const start = at + ROW.etag;
  const hex = source.toString("hex", start, start + ETAG_BYTES);
  const parts = readEtagParts(source, at);
  return parts === 0 ? hex : `${hex}-${parts}`;
}

function writeEtag(target: Uint8Array, at: number, etag: string): boolean {
  const { length } = etag;
  let parts = 0;
  if (length > 2 * ETAG_BYTES) {
    if (etag.charCodeAt(2 * ETAG_BYTES) !== DASH) return false;
    const digits = etag.slice(2 * ETAG_BYTES + 1);
    parts = Number(digits);
    if (!isBelow(parts, ETAG_PARTS_END) || parts === 0 || String(parts) !== digits) return false;
  } else if (length < 2 * ETAG_BYTES) return false;
  writeUint16(target, at + ROW.etagParts, parts);
  for (let index = 0; index < ETAG_BYTES; index++) {
    const byte = (hexValue(etag.charCodeAt(2 * index)) << 4) | hexValue(etag.charCodeAt(2 * index + 1));
    if (byte < 0) return false;
    target[at + ROW.etag + index] = byte;
  }
  return true;
}

const DASH = 0x2d;

/** Of a lower-case hex digit; negative for everything else. */
function hexValue(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
}

/** Whole, and from 0 to `end`. */
function isBelow(value: number, end: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < end;
}

/** The low 32 bits of a whole number. */
function writeUint32(target: Uint8Array, at: number, value: number): void {
  const low = value | 0;
  target[at] = low;
  target[at + 1] = low >>> 8;
  target[at + 2] = low >>> 16;
  target[at + 3] = low >>> 24;
}

function writeUint16(target: Uint8Array, at: number, value: number): void {
  const low = value | 0;
  target[at] = low;
  target[at + 1] = low >>> 8;
}

function readUint32(source: Uint8Array, at: number): number {
  return (
    ((source[at] ?? 0) |
      ((source[at + 1] ?? 0) << 8) |
      ((source[at + 2] ?? 0) << 16) |
      ((source[at + 3] ?? 0) << 24)) >>>
    0
  );
}

/** Rows with their keys, and what is the same for all of them. */
export class ListedObjects implements Iterable<ObjectMembers> {
  /** As they are shown. */
  readonly keys: readonly string[];
  /** `ROW_BYTES` for each key; longer when others' rows follow. */
  readonly rows: Buffer;
  readonly owner: Owner | undefined;

  constructor(keys: readonly string[], rows: Buffer, owner: Owner | undefined) {
    this.keys = keys;
    this.rows = rows;
    this.owner = owner;
  }

  *[Symbol.iterator](): Generator<ObjectMembers> {
    const { rows, owner } = this;
    for (const [index, key] of this.keys.entries())
      yield { Key: key, ...listedMembers(readRow(rows, index * ROW_BYTES)), Owner: owner };
  }
}

/** What listings show of an object beside its key and owner. */
export function listedMembers(facts: ListedFacts): Pick<
  ObjectMembers,
  "LastModified" | "ETag" | "Size" | "ChecksumAlgorithm" | "ChecksumType"
> & {
  StorageClass: ObjectStorageClass;
} {
  const { checksum } = facts;
  return {
    LastModified: new Date(facts.lastModifiedMs),
    ETag: `"${facts.etag}"`,
    Size: facts.sizeBytes,
    StorageClass: (facts.storageClass ?? CLASSES[0]) as ObjectStorageClass,
    ...(checksum === undefined
      ? {}
      : {
          ChecksumAlgorithm: [checksum.algorithm as ChecksumAlgorithm],
          ChecksumType: checksum.type as ChecksumType,
        }),
  };
}
