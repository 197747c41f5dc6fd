/** What the four listings read: current objects, all versions, and uploads of a bucket, each in listing order. */
import type { Entry, Key, RangeQuery, Reader, ScanVisitor } from "../../../storage/record-store.ts";
import type { UploadRecord } from "../multipart/upload-record.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import {
  currentKey,
  currentPrefix,
  historyKey,
  historyOfBucketPrefix,
  historyPrefix,
  uploadKey,
  uploadsPrefix,
} from "../store/keys.ts";
import { decodeRecord } from "../store/record-codec.ts";
import type { ObjectVersion, VersionRecord } from "../store/version-record.ts";
import { decodeVersion } from "../store/version-codec.ts";
import type { ListSource } from "./list-page.ts";
import { nextString } from "./utf8-order.ts";

export interface ObjectItem {
  readonly key: string;
  readonly version: ObjectVersion;
}

/** One key has one current object. */
export function objectSource(reader: Reader, bucket: string): ListSource<ObjectItem> {
  return {
    read(start, { count, end }) {
      const items: ObjectItem[] = [];
      scanObjects(reader, { bucket, start, end, count }, (key, bytes, length) =>
        items.push({ key, version: decodeVersion(bytes, length) as ObjectVersion }),
      );
      return items;
    },
  };
}

interface ObjectScan {
  readonly bucket: string;
  readonly start: string | { readonly key: string };
  readonly end: string | undefined;
  readonly count: number;
}

/** Shows current objects by key. */
export function scanObjects(reader: Reader, { bucket, start, end, count }: ObjectScan, visitor: ScanVisitor): void {
  const from = typeof start === "string" ? start : nextString(start.key);
  reader.scan({ prefix: currentPrefix(bucket), start: from, end, limit: count }, visitor);
}

/** A place in the versions of a bucket. */
export interface VersionPosition {
  readonly key: string;
  readonly sequence: number;
}

export interface VersionItem extends VersionPosition {
  /** Left out in a position that was made from a marker. */
  readonly version?: VersionRecord;
  readonly isLatest?: boolean;
}

/** All versions and delete markers, newest first within a key: current objects and history merged. */
export function versionSource(reader: Reader, bucket: BucketRecord): ListSource<VersionItem> {
  const { name } = bucket;
  return {
    read(start, { count, end }) {
      const isKey = typeof start === "string";
      const current = reader.range({
        prefix: currentPrefix(name),
        start: currentKey(name, isKey ? start : nextString(start.key)),
        ...endAt(end, (key) => currentKey(name, key)),
        limit: count,
      });
      if (bucket.versioning === "off") return current.map((entry) => versionItem(entry, true));
      const history = reader.range({
        prefix: historyOfBucketPrefix(name),
        ...(isKey
          ? { start: historyPrefix(name, start) }
          : { startAfter: historyKey(name, start.key, start.sequence) }),
        ...endAt(end, (key) => historyPrefix(name, key)),
        limit: count,
      });
      return mergeVersions(current, history, { count, previousKey: isKey ? undefined : start.key });
    },
  };
}

export interface UploadPosition {
  readonly key: string;
  readonly uploadId: string;
}

export interface UploadItem extends UploadPosition {
  /** Left out in a position that was made from a marker. */
  readonly upload?: UploadRecord;
}

/** Uploads in progress; those of one key as they began. */
export function uploadSource(reader: Reader, bucket: string): ListSource<UploadItem> {
  return {
    read: (start, { count, end }) =>
      reader
        .range({
          prefix: uploadsPrefix(bucket),
          ...(typeof start === "string"
            ? { start: [...uploadsPrefix(bucket), start] }
            : { startAfter: uploadKey(bucket, start.key, start.uploadId) }),
          ...endAt(end, (key) => [...uploadsPrefix(bucket), key]),
          limit: count,
        })
        .map((entry) => {
          const upload = decodeRecord<UploadRecord>(entry.value);
          return { key: keyOf(entry), uploadId: upload.uploadId, upload };
        }),
  };
}

/** The object key is the fourth part of all three kinds of record key. */
function keyOf(entry: Entry): string {
  return String(entry.key[3]);
}

function endAt(end: string | undefined, toKey: (key: string) => Key): Pick<RangeQuery, "end"> {
  return end === undefined ? {} : { end: toKey(end) };
}

function versionItem(entry: Entry, isLatest: boolean): VersionItem {
  const version = decodeVersion(entry.value);
  return { key: keyOf(entry), sequence: version.sequence, version, isLatest };
}

interface Merge {
  readonly count: number;
  /** The key of the item before the first one, which decides whether that is the latest of its key. */
  readonly previousKey: string | undefined;
}

/** A current object comes before the history of its key; the first item of a key is its latest version. */
function mergeVersions(current: readonly Entry[], history: readonly Entry[], merge: Merge): VersionItem[] {
  const items: VersionItem[] = [];
  let previousKey = merge.previousKey;
  let nextCurrent = 0;
  let nextHistory = 0;
  while (items.length < merge.count) {
    const ours = current[nextCurrent];
    const theirs = history[nextHistory];
    const takesCurrent = ours !== undefined && (theirs === undefined || comesFirst(keyOf(ours), keyOf(theirs)));
    const entry = takesCurrent ? ours : theirs;
    if (entry === undefined) break;
    if (takesCurrent) nextCurrent++;
    else nextHistory++;
    const key = keyOf(entry);
    items.push(versionItem(entry, key !== previousKey));
    previousKey = key;
  }
  return items;
}

function comesFirst(current: string, history: string): boolean {
  return current === history || Buffer.compare(Buffer.from(current), Buffer.from(history)) < 0;
}
