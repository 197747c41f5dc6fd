/** The rows of keys in the tables that show what is there now: all versions in an inventory, all annotations in an annotation table. */
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import type { Extents } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { ANNOTATIONS_MAX } from "../annotations/annotation-limits.ts";
import { type Annotation, listAnnotations } from "../annotations/annotation-record.ts";
import { type VersionItem, versionSource } from "../listing/sources.ts";
import { nextString } from "../listing/utf8-order.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { BACKFILL_PAGE } from "./metadata-limits.ts";
import type { CurrentKind } from "./metadata-record.ts";
import { sequenceText, timestampText, versionColumns, versionIdText } from "./object-row.ts";

export interface TextSource {
  readonly extents: Extents;
  readonly sizeBytes: number;
  readonly version: ObjectVersion;
  readonly key: string;
}

/** A row, and the bytes of the text that it still lacks. */
export interface CurrentRow {
  readonly row: TableRow;
  readonly text?: TextSource | undefined;
}

export function rowsOfKey(reader: Reader, bucket: BucketRecord, kind: CurrentKind, key: string): CurrentRow[] {
  const rows: CurrentRow[] = [];
  const source = versionSource(reader, bucket);
  const end = nextString(key);
  let start: string | VersionItem = key;
  for (;;) {
    const items: readonly VersionItem[] = source.read(start, { count: BACKFILL_PAGE, end });
    for (const item of items) if (item.key === key) rows.push(...rowsOfItem(reader, bucket, kind, item));
    const last = items.at(-1);
    if (last === undefined || items.length < BACKFILL_PAGE) return rows;
    start = last;
  }
}

export function rowsOfItem(
  reader: Reader,
  bucket: BucketRecord,
  kind: CurrentKind,
  { key, version }: VersionItem,
): CurrentRow[] {
  if (version === undefined) return [];
  if (kind === "inventory") return [{ row: inventoryRow(bucket, key, version) }];
  if (version.isDeleteMarker || version.annotationCount === undefined) return [];
  const place = { bucket: bucket.name, key, sequence: version.sequence };
  return listAnnotations(reader, place, { limit: ANNOTATIONS_MAX }).map((annotation) => ({
    row: annotationRow(bucket, { key, version }, annotation),
    text: { extents: annotation.extents, sizeBytes: annotation.sizeBytes, version, key },
  }));
}

function inventoryRow(bucket: BucketRecord, key: string, version: NonNullable<VersionItem["version"]>): TableRow {
  const sequence_number = `${sequenceText(version.sequence)}${sequenceText(version.sequence)}0`;
  return { bucket: bucket.name, key, sequence_number, ...versionColumns(version) };
}

function annotationRow(
  bucket: BucketRecord,
  { key, version }: { readonly key: string; readonly version: ObjectVersion },
  annotation: Annotation,
): TableRow {
  return {
    bucket: bucket.name,
    object_key: key,
    object_version_id: versionIdText(version),
    object_join_key: sequenceText(version.sequence),
    name: annotation.name,
    sequence_number: sequenceText(annotation.lastModifiedMs),
    last_modified_date: timestampText(annotation.lastModifiedMs),
    size: annotation.sizeBytes,
    e_tag: annotation.etag,
    checksum_algorithm: annotation.checksum.algorithm,
    replication_status: null,
    text_value: null,
  };
}
