/**
 * Annotations: named texts beside a version, each with an ETag and a checksum of its own. They lie in records of their own behind the version's place in its key's
 * history; the version counts them, so that one without any costs nothing when it goes. They are sealed with the data keys of their object, which stay the same
 * whatever these are wrapped with.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html (read 2026-11-29)
 */
import type { Extents, ObjectBytes } from "../../../storage/objects.ts";
import type { Key, Reader, Transaction } from "../../../storage/record-store.ts";
import { annotationKey, annotationsPrefix } from "../store/keys.ts";
import { decodeRecord, encodeRecord } from "../store/record-codec.ts";
import type { ObjectChecksum, VersionRecord } from "../store/version-record.ts";
import { ANNOTATIONS_MAX } from "./annotation-limits.ts";

export interface Annotation {
  readonly name: string;
  readonly sizeBytes: number;
  /** Hex MD5 without quotes. */
  readonly etag: string;
  readonly checksum: ObjectChecksum;
  readonly lastModifiedMs: number;
  readonly extents: Extents;
}

/** One version of one key. */
export interface AnnotatedPlace {
  readonly bucket: string;
  readonly key: string;
  readonly sequence: number;
}

export function readAnnotation(reader: Reader, place: AnnotatedPlace, name: string): Annotation | undefined {
  const bytes = reader.get(annotationKey(place, name));
  return bytes === undefined ? undefined : decodeRecord<Annotation>(bytes);
}

/** Writes it over what was there. Resolves with whether it is one more. */
export function putAnnotation(
  transaction: Transaction,
  bytes: ObjectBytes,
  { place, annotation }: { readonly place: AnnotatedPlace; readonly annotation: Annotation },
): boolean {
  const before = readAnnotation(transaction, place, annotation.name);
  if (before !== undefined) bytes.release(transaction, before.extents);
  transaction.put(annotationKey(place, annotation.name), encodeRecord(annotation));
  return before === undefined;
}

/** Whether it was there. */
export function removeAnnotation(
  transaction: Transaction,
  bytes: ObjectBytes,
  { place, name }: { readonly place: AnnotatedPlace; readonly name: string },
): boolean {
  const before = readAnnotation(transaction, place, name);
  if (before === undefined) return false;
  bytes.release(transaction, before.extents);
  transaction.delete(annotationKey(place, name));
  return true;
}

/** In order of names, after a name, of those that begin with a prefix; at most `limit`. */
export function listAnnotations(
  reader: Reader,
  place: AnnotatedPlace,
  {
    after,
    prefix = "",
    limit,
  }: { readonly after?: string | undefined; readonly prefix?: string | undefined; readonly limit: number },
): Annotation[] {
  const start: { start?: Key; startAfter?: Key } =
    after === undefined ? { start: annotationKey(place, prefix) } : { startAfter: annotationKey(place, after) };
  const found = reader.range({ prefix: annotationsPrefix(place), ...start, limit });
  return found.map(({ value }) => decodeRecord<Annotation>(value)).filter(({ name }) => name.startsWith(prefix));
}

/** Takes all of a version's away, when the version goes. */
export function removeAnnotations(
  transaction: Transaction,
  bytes: ObjectBytes,
  { place, version }: { readonly place: Omit<AnnotatedPlace, "sequence">; readonly version: VersionRecord },
): void {
  if (version.isDeleteMarker || version.annotationCount === undefined) return;
  const annotated = { ...place, sequence: version.sequence };
  for (const annotation of listAnnotations(transaction, annotated, { limit: ANNOTATIONS_MAX }))
    removeAnnotation(transaction, bytes, { place: annotated, name: annotation.name });
}

/** A version's annotations with bytes shared, for a copy. Before the commit of the copy, which may end the version. */
export function sharedAnnotations(transaction: Transaction, bytes: ObjectBytes, place: AnnotatedPlace): Annotation[] {
  return listAnnotations(transaction, place, { limit: ANNOTATIONS_MAX }).map((annotation) => ({
    ...annotation,
    extents: bytes.share(transaction, annotation.extents),
  }));
}

/** Gives a new version annotations whose bytes are its own already. */
export function addAnnotations(
  transaction: Transaction,
  place: AnnotatedPlace,
  annotations: readonly Annotation[],
): void {
  for (const annotation of annotations)
    transaction.put(annotationKey(place, annotation.name), encodeRecord(annotation));
}
