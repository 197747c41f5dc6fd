/**
 * How versions become bytes: what nearly every object has in a dense form, everything else, known today or not, as JSON behind it. A
 * listing reads a thousand of them and needs only the first bytes of each, which are a row of `ListedObjects`.
 *
 *   0      1, the number of this form. Records of older servers are JSON as a whole and begin with `{`
 *   1      flags
 *   2-32   the row
 *   33     sequence number, 7 bits a byte, low ones first
 *          version id, 24 bytes; left out for the null version
 *          content type: its number, or 0, a length and its text
 *          checksum's value: a length and its text; left out without a checksum
 *          extents: 0 for none said, 1 for no bytes, 2, 3 or 4 for one inline, blob or packed, then the length of its id and the id
 *          where the flag says so, the 64 bytes of the one wrapped data key of an object that is sealed as S3 seals by itself
 *          the other members as JSON, to the end
 *
 * A version that has no place in this (a delete marker, an ETag that is no MD5, an owner of its own, who is listed) is JSON as a whole.
 */
import { readRow, ROW_BYTES, writeRow } from "../../../kit/listed-objects.ts";
import type { Extent, Extents } from "../../../storage/objects.ts";
import { StorageError } from "../../../storage/storage-error.ts";
import { decodeRecord, encodeRecord } from "./record-codec.ts";
import type { ObjectEncryption } from "../encryption/object-encryption.ts";
import { NULL_VERSION_ID, type ObjectChecksum, type ObjectVersion, type VersionRecord } from "./version-record.ts";

const FORM = 1;
const FLAGS_AT = 1;
const ROW_AT = 2;
const SEQUENCE_AT = ROW_AT + ROW_BYTES;
const FLAG_NULL_VERSION = 1;
const FLAG_TAIL = 2;
const FLAG_SEALED = 4;
const VERSION_ID_BYTES = 24;
const SHORT_TEXT_MAX = 255;

/** Only ever added to at the end; the index + 1 is on disk. */
const CONTENT_TYPES = [
  "binary/octet-stream",
  "application/octet-stream",
  "application/x-www-form-urlencoded",
  "application/json",
  "text/plain",
  "text/plain; charset=utf-8",
  "text/csv",
  "text/html",
  "application/vnd.apache.parquet",
  "application/gzip",
  "application/x-tar",
  "application/zip",
  "application/xml",
  "image/jpeg",
  "image/png",
  "video/mp4",
];
const CONTENT_TYPE_CODES: ReadonlyMap<string, number> = new Map(CONTENT_TYPES.map((text, index) => [text, index + 1]));
const EXTENTS_UNSAID = 0;
const EXTENTS_EMPTY = 1;
const EXTENT_KINDS: readonly [code: number, kind: Extent["kind"]][] = [
  [2, "inline"],
  [3, "blob"],
  [4, "packed"],
];
const EXTENT_KIND_OF: ReadonlyMap<number, Extent["kind"]> = new Map(EXTENT_KINDS);
const EXTENT_CODE_OF: ReadonlyMap<Extent["kind"], number> = new Map(EXTENT_KINDS.map(([code, kind]) => [kind, code]));

/** Longer than the dense part of any version. */
const scratch = Buffer.allocUnsafeSlow(1024);
const ASCII = /^[\x00-\x7f]*$/;
const VERSION_ID = /^[A-Za-z0-9_-]{32}$/;

export function encodeVersion(version: VersionRecord): Uint8Array {
  if (version.isDeleteMarker) return encodeRecord(version);
  const length = writeDense(version);
  if (length === undefined) return encodeRecord(version);
  const rest = othersOf(version);
  if (rest === undefined) return Uint8Array.prototype.slice.call(scratch, 0, length);
  scratch[FLAGS_AT] = (scratch[FLAGS_AT] ?? 0) | FLAG_TAIL;
  return Buffer.concat([scratch.subarray(0, length), encodeRecord(rest)]);
}

/** The version that `encodeVersion`, or an older server, wrote into the first `length` bytes. */
export function decodeVersion(bytes: Uint8Array, length = bytes.length): VersionRecord {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer[0] === FORM ? readDense(buffer, length) : decodeRecord<VersionRecord>(buffer.subarray(0, length));
}

/** Where the row of the object begins in these bytes; undefined when they have none. */
export function rowIn(bytes: Uint8Array): number | undefined {
  return bytes[0] === FORM ? ROW_AT : undefined;
}

/** The end of the dense part in `scratch`; undefined when the version has no place in it. */
function writeDense(version: ObjectVersion): number | undefined {
  const { versionId, sequence, system, checksum, extents } = version;
  const isNull = versionId === NULL_VERSION_ID;
  if (version.ownerAccountId !== undefined) return undefined;
  if (!isNull && !VERSION_ID.test(versionId)) return undefined;
  if (!Number.isSafeInteger(sequence) || sequence < 0) return undefined;
  if (!writeRow(scratch, ROW_AT, version)) return undefined;
  scratch[0] = FORM;
  scratch[FLAGS_AT] = isNull ? FLAG_NULL_VERSION : 0;
  let at = SEQUENCE_AT;
  let rest = sequence;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) scratch[at++] = (rest % 0x80) | 0x80;
  scratch[at++] = rest;
  if (!isNull) at += scratch.write(versionId, at, "base64url");
  const typeCode = CONTENT_TYPE_CODES.get(system.contentType) ?? 0;
  scratch[at++] = typeCode;
  if (typeCode === 0) at = writeText(system.contentType, at);
  if (checksum !== undefined && at > 0) at = writeText(checksum.value, at);
  if (at > 0) at = writeExtents(extents, version.sizeBytes, at);
  if (at > 0 && isDenseEncryption(version.encryption)) at = writeDataKey(version.encryption.keys[0], at);
  return at > 0 ? at : undefined;
}

const NO_PLACE = -1;

/** Where it ends, or `NO_PLACE`. */
function writeText(text: string, at: number): number {
  if (text.length > SHORT_TEXT_MAX || !ASCII.test(text)) return NO_PLACE;
  scratch[at] = text.length;
  return at + 1 + scratch.write(text, at + 1, "latin1");
}

function writeExtents(extents: Extents | undefined, sizeBytes: number, at: number): number {
  const [only] = extents ?? [];
  if (only === undefined) {
    scratch[at] = extents === undefined ? EXTENTS_UNSAID : EXTENTS_EMPTY;
    return at + 1;
  }
  if (!isDenseExtents(extents, sizeBytes)) {
    scratch[at] = EXTENTS_UNSAID;
    return at + 1;
  }
  scratch[at] = EXTENT_CODE_OF.get(only.kind) ?? 0;
  return writeText(only.id, at + 1);
}

/** Sealed with a data key that S3's own key wraps, and nothing more is said of it. */
function isDenseEncryption(encryption: ObjectEncryption | undefined): encryption is DenseEncryption {
  return (
    encryption?.algorithm === "AES256" &&
    encryption.keys.length === 1 &&
    encryption.keys[0]?.length === DATA_KEY_CHARACTERS &&
    countMembers(encryption) === ENCRYPTION_MEMBERS &&
    isCanonical(encryption.keys[0])
  );
}

type DenseEncryption = ObjectEncryption & { readonly keys: readonly [string] };

const ENCRYPTION_MEMBERS = 2;
/** Of 64 bytes in base64url. */
const DATA_KEY_CHARACTERS = 86;
const DATA_KEY_BYTES = 64;

/** Two texts may say the same bytes; the record keeps bytes. */
function isCanonical(key: string): boolean {
  return Buffer.from(key, "base64url").toString("base64url") === key;
}

function writeDataKey(key: string, at: number): number {
  scratch[FLAGS_AT] = (scratch[FLAGS_AT] ?? 0) | FLAG_SEALED;
  return at + scratch.write(key, at, "base64url");
}

/** One run of bytes that is the whole object, and nothing more is said of it. */
function isDenseExtents(extents: Extents | undefined, sizeBytes: number): boolean {
  const [only] = extents ?? [];
  return (
    only === undefined ||
    (extents?.length === 1 && only.sizeBytes === sizeBytes && countMembers(only) === EXTENT_MEMBERS)
  );
}

const EXTENT_MEMBERS = 3;
const CHECKSUM_MEMBERS = 3;

/** The members that the dense part does not say; undefined when it says all. */
function othersOf(version: ObjectVersion): Record<string, unknown> | undefined {
  let others: Record<string, unknown> | undefined;
  // Not Object.entries: this is done for every object that is written, and mostly finds nothing.
  for (const member in version) {
    const name = member as keyof ObjectVersion;
    if (version[name] === undefined || isDense(version, name)) continue;
    others ??= {};
    others[name] = name === "system" ? { ...version.system, contentType: undefined } : version[name];
  }
  return others;
}

function isDense(version: ObjectVersion, name: keyof ObjectVersion): boolean {
  switch (name) {
    case "isDeleteMarker":
    case "versionId":
    case "sequence":
    case "sizeBytes":
    case "etag":
    case "lastModifiedMs":
    case "storageClass":
      return true;
    case "system":
      return isContentTypeOnly(version.system);
    case "checksum":
      return version.checksum === undefined || countMembers(version.checksum) === CHECKSUM_MEMBERS;
    case "encryption":
      return isDenseEncryption(version.encryption);
    case "extents":
      return isDenseExtents(version.extents, version.sizeBytes);
    default:
      return false;
  }
}

function isContentTypeOnly(system: ObjectVersion["system"]): boolean {
  for (const name in system)
    if (name !== "contentType" && system[name as keyof typeof system] !== undefined) return false;
  return true;
}

function countMembers(value: object): number {
  let count = 0;
  for (const _ in value) count++;
  return count;
}

function readDense(bytes: Buffer, length: number): ObjectVersion {
  const { checksum, storageClass, sizeBytes, etag, lastModifiedMs } = readRow(bytes, ROW_AT);
  const source = new DenseReader(bytes, SEQUENCE_AT);
  const flags = bytes[FLAGS_AT] ?? 0;
  const sequence = source.sequence();
  const versionId = (flags & FLAG_NULL_VERSION) === 0 ? source.versionId() : NULL_VERSION_ID;
  const typeCode = source.byte();
  const contentType = typeCode === 0 ? source.text() : (CONTENT_TYPES[typeCode - 1] ?? "");
  const version: ObjectVersion = {
    isDeleteMarker: false,
    versionId,
    sequence,
    lastModifiedMs,
    sizeBytes,
    etag,
    system: { contentType },
    checksum: checksum === undefined ? undefined : ({ ...checksum, value: source.text() } as ObjectChecksum),
    storageClass,
    extents: source.extents(sizeBytes),
    encryption: (flags & FLAG_SEALED) === 0 ? undefined : { algorithm: "AES256", keys: [source.dataKey()] },
  };
  if ((flags & FLAG_TAIL) === 0) return version;
  const others = decodeRecord<Partial<ObjectVersion>>(bytes.subarray(source.at, length));
  return { ...version, ...others, system: { ...version.system, ...others.system } };
}

/** Goes through the part behind the row. */
class DenseReader {
  private readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  sequence(): number {
    let value = 0;
    // Beyond 31 bits where somebody listens to the bucket (events/tell-change.ts), so no shifts.
    for (let weight = 1; ; weight *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (byte <= 0x7f) return value;
    }
  }

  versionId(): string {
    this.at += VERSION_ID_BYTES;
    return this.bytes.toString("base64url", this.at - VERSION_ID_BYTES, this.at);
  }

  dataKey(): string {
    this.at += DATA_KEY_BYTES;
    return this.bytes.toString("base64url", this.at - DATA_KEY_BYTES, this.at);
  }

  text(): string {
    const length = this.byte();
    this.at += length;
    return this.bytes.toString("latin1", this.at - length, this.at);
  }

  extents(sizeBytes: number): Extents | undefined {
    const code = this.byte();
    if (code === EXTENTS_UNSAID) return undefined;
    if (code === EXTENTS_EMPTY) return [];
    const kind = EXTENT_KIND_OF.get(code);
    if (kind === undefined) throw new StorageError("format", `a version says ${code} of its bytes`);
    return [{ id: this.text(), kind, sizeBytes }];
  }
}
