/**
 * Walks through everything that S3 has stored and verifies its bytes, a bounded page at a time: current objects, then older versions, then the
 * parts of uploads that are not completed. Where it was is in the cursor, inside of an object too, so that whoever walks may stop
 * anywhere: the command, a client of the running server, the scrubber.
 */
import type { DamagedRange, Extents, ObjectBytes } from "../../../storage/objects.ts";
import type { Entry, Key, Reader, RecordStore } from "../../../storage/record-store.ts";
import type { PartRecord } from "../multipart/upload-record.ts";
import { decodeRecord } from "../store/record-codec.ts";
import { readExtents } from "../store/read-version.ts";
import { decodeVersion } from "../store/version-codec.ts";

/** What is damaged, named as clients name it. */
export interface DamagedObject extends DamagedRange {
  readonly bucket?: string;
  readonly key?: string;
  readonly versionId?: string;
  /** A part of an upload that is not completed. */
  readonly uploadId?: string;
  readonly partNumber?: number;
}

export interface VerifiedPage {
  /** Where the next page begins; undefined when this was the last. */
  readonly cursor: string | undefined;
  /** Objects, versions and parts that were verified to their end. */
  readonly objects: number;
  readonly bytes: number;
  readonly damaged: readonly DamagedObject[];
}

export interface VerifyStores {
  readonly records: RecordStore;
  readonly bytes: ObjectBytes;
}

export interface PageLimits {
  /** At least one block is verified, so that every page gets on. */
  readonly bytesMax: number;
  readonly objectsMax: number;
}

interface Cursor {
  /** Index in `PLACES`. */
  readonly place: number;
  /** The record that comes next, or the one before it. */
  readonly key?: Key;
  /** Bytes of the record `key` that are verified; left out when all are. */
  readonly offsetBytes?: number;
}

const PLACES: readonly Key[] = [
  ["s3", "o"],
  ["s3", "v"],
  ["s3", "p"],
];
const PART_PLACE = 2;
/** Damaged ranges that one page tells of; the blocks after them are counted with the last. */
const DAMAGED_MAX = 1_000;
/** Bytes of one object between two looks at the limits. */
const STEP_BYTES = 8 * 1024 * 1024;

interface Stored {
  readonly entry: Entry;
  readonly extents: Extents;
  readonly sizeBytes: number;
  readonly name: Omit<DamagedObject, keyof DamagedRange>;
}

export async function verifyPage(
  stores: VerifyStores,
  from: string | undefined,
  limits: PageLimits,
): Promise<VerifiedPage> {
  let cursor: Cursor | undefined = parseCursor(from);
  let objects = 0;
  let bytes = 0;
  const damaged: DamagedObject[] = [];
  while (
    cursor !== undefined &&
    bytes < limits.bytesMax &&
    objects < limits.objectsMax &&
    damaged.length < DAMAGED_MAX
  ) {
    const at: Cursor = cursor;
    const stored: Stored | undefined = await stores.records.read((reader) => nextStored(reader, at));
    if (stored === undefined) {
      cursor = at.place + 1 < PLACES.length ? { place: at.place + 1 } : undefined;
      continue;
    }
    const startBytes = at.offsetBytes ?? 0;
    const endBytes = Math.min(stored.sizeBytes, startBytes + STEP_BYTES);
    damaged.push(...(await verifyStored(stores, stored, { startBytes, endBytes })));
    bytes += endBytes - startBytes;
    const isDone = endBytes === stored.sizeBytes;
    if (isDone) objects += 1;
    cursor = { place: at.place, key: stored.entry.key, ...(isDone ? {} : { offsetBytes: endBytes }) };
  }
  return { cursor: cursor === undefined ? undefined : JSON.stringify(cursor), objects, bytes, damaged };
}

/** A cursor that is not ours begins at the beginning. */
function parseCursor(text: string | undefined): Cursor {
  if (text === undefined) return { place: 0 };
  const cursor = JSON.parse(text) as Cursor;
  return PLACES[cursor.place] === undefined ? { place: 0 } : cursor;
}

function nextStored(reader: Reader, { place, key, offsetBytes }: Cursor): Stored | undefined {
  const prefix = PLACES[place] ?? [];
  const from = key === undefined ? {} : offsetBytes === undefined ? { startAfter: key } : { start: key };
  const entry = reader.range({ prefix, ...from, limit: 1 })[0];
  if (entry === undefined) return undefined;
  return place === PART_PLACE ? storedPart(entry) : storedVersion(reader, entry);
}

function storedVersion(reader: Reader, entry: Entry): Stored {
  const [, , bucket, key] = entry.key;
  const version = decodeVersion(entry.value);
  const extents = version.isDeleteMarker ? [] : readExtents(reader, version);
  const sizeBytes = extents.reduce((sum, extent) => sum + extent.sizeBytes, 0);
  const name = { bucket: String(bucket), key: String(key), versionId: version.versionId };
  return { entry, extents, sizeBytes, name };
}

function storedPart(entry: Entry): Stored {
  const { extents, sizeBytes, partNumber } = decodeRecord<PartRecord>(entry.value);
  return { entry, extents, sizeBytes, name: { uploadId: String(entry.key[2]), partNumber } };
}

async function verifyStored(
  { records, bytes }: VerifyStores,
  { entry, extents, name }: Stored,
  range: { startBytes: number; endBytes: number },
): Promise<DamagedObject[]> {
  const damaged = await bytes.verify(extents, range);
  if (damaged.length === 0) return [];
  // What was replaced or deleted meanwhile has no bytes to be missed.
  const now = await records.get(entry.key);
  if (now === undefined || Buffer.compare(now, entry.value) !== 0) return [];
  return damaged.slice(0, DAMAGED_MAX).map((found) => ({ ...name, ...found }));
}
