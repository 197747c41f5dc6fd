/**
 * Reading and changing uploads and their parts. Pure functions over a reader or a transaction. A part belongs to its upload
 * id alone; the upload id belongs to one bucket and key, which every request must name again.
 */
import type { Ids } from "../../../runtime/ids.ts";
import type { ObjectBytes } from "../../../storage/objects.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { noSuchUpload } from "../errors.ts";
import { PART_NUMBER_MAX } from "./multipart-limits.ts";
import { partKey, partsPrefix, uploadKey } from "../store/keys.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import { withoutDash } from "../store/version-id.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import type { PartRecord, UploadRecord } from "./upload-record.ts";

/** Names an upload the way every multipart request does. */
export interface UploadName {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

const TIME_DIGITS = 12;
const RANDOM_BYTES = 39;
const VERSION_ID_LENGTH = 32;
const UPLOAD_ID = /^[0-9a-f]{12}[A-Za-z0-9_-]{52}$/;

/**
 * A fresh upload id. Its first digits are the time, so that ids sort as the uploads began: ListMultipartUploads shows the
 * uploads of one key in that order.
 */
export function newUploadId(nowMs: number, ids: Ids): string {
  return nowMs.toString(16).padStart(TIME_DIGITS, "0") + ids.token(RANDOM_BYTES);
}

/** Whether a text can be an upload id; nothing else is looked up. */
export function isUploadId(text: string): boolean {
  return UPLOAD_ID.test(text);
}

/**
 * The id of the version that completing this upload makes: the last characters of the upload id, which are random.
 * So a repeated CompleteMultipartUpload finds the object that the first one made without any record of its own.
 */
export function versionIdOfUpload(uploadId: string): string {
  return withoutDash(uploadId.slice(-VERSION_ID_LENGTH));
}

/** Tells apart every two objects that are ever current under one key, also two with the same bytes. */
export function identityOf(current: ObjectVersion | undefined): string | undefined {
  if (current === undefined) return undefined;
  return [
    current.versionId,
    current.sequence,
    current.manifestId ?? current.extents?.[0]?.id ?? "",
    current.lastModifiedMs,
  ].join(":");
}

export function readUpload(reader: Reader, name: UploadName): UploadRecord | undefined {
  if (!isUploadId(name.uploadId)) return undefined;
  const bytes = reader.get(uploadKey(name.bucket, name.key, name.uploadId));
  return bytes === undefined ? undefined : decodeRecord<UploadRecord>(bytes);
}

/** @throws {NoSuchUpload} 404 also when the upload is another key's */
export function requireUpload(reader: Reader, name: UploadName): UploadRecord {
  const upload = readUpload(reader, name);
  if (upload === undefined) throw noSuchUpload(name.uploadId);
  return upload;
}

export function putUpload(transaction: Transaction, name: Omit<UploadName, "uploadId">, upload: UploadRecord): void {
  transaction.put(uploadKey(name.bucket, name.key, upload.uploadId), encodeRecord(upload));
}

/** All parts in order; at most `PART_NUMBER_MAX`. */
export function readParts(reader: Reader, uploadId: string): PartRecord[] {
  return reader
    .range({ prefix: partsPrefix(uploadId), limit: PART_NUMBER_MAX })
    .map((entry) => decodeRecord<PartRecord>(entry.value));
}

/** Up to `limit` parts whose number is above `afterPartNumber`. */
export function readPartsAfter(
  reader: Reader,
  uploadId: string,
  page: { afterPartNumber: number; limit: number },
): PartRecord[] {
  return reader
    .range({ prefix: partsPrefix(uploadId), startAfter: partKey(uploadId, page.afterPartNumber), limit: page.limit })
    .map((entry) => decodeRecord<PartRecord>(entry.value));
}

/** Writes a part; the bytes of a part of the same number before it are released. */
export function putPart(
  transaction: Transaction,
  bytes: ObjectBytes,
  part: { uploadId: string; record: PartRecord },
): void {
  const key = partKey(part.uploadId, part.record.partNumber);
  const previous = transaction.get(key);
  if (previous !== undefined) bytes.release(transaction, decodeRecord<PartRecord>(previous).extents);
  transaction.put(key, encodeRecord(part.record));
}

/**
 * Ends an upload: its record and parts go. The bytes of the parts in `kept` (by number) now belong to an object; those of
 * the others are released. Whoever has read the `parts` in this transaction gives them: to read ten thousand again costs more than the rest.
 */
export function removeUpload(
  transaction: Transaction,
  bytes: ObjectBytes,
  ending: { name: UploadName; kept: ReadonlySet<number>; parts?: readonly PartRecord[] },
): void {
  const { name, kept, parts = readParts(transaction, name.uploadId) } = ending;
  for (const part of parts) {
    if (!kept.has(part.partNumber)) bytes.release(transaction, part.extents);
    transaction.delete(partKey(name.uploadId, part.partNumber));
  }
  transaction.delete(uploadKey(name.bucket, name.key, name.uploadId));
}
