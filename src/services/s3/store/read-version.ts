/**
 * Finding versions of a key. Every function costs a bounded number of point reads and short ranges, however many
 * versions the key has.
 */
import type { Extents } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { currentKey, historyKey, historyPrefix, versionIdKey } from "./keys.ts";
import { readManifest } from "./manifests.ts";
import { decodeRecord } from "./record-codec.ts";
import { decodeVersion } from "./version-codec.ts";
import type { Manifest, ManifestPart, ObjectVersion, VersionRecord } from "./version-record.ts";

/** The current object; undefined when there is none or when a delete marker is current. */
export function readCurrentObject(reader: Reader, bucket: string, key: string): ObjectVersion | undefined {
  const bytes = reader.get(currentKey(bucket, key));
  return bytes === undefined ? undefined : (decodeVersion(bytes) as ObjectVersion);
}

/** The newest entry of the history: the current delete marker when there is no current object, else the newest noncurrent version. */
export function readNewestHistory(reader: Reader, bucket: string, key: string): VersionRecord | undefined {
  const entry = reader.range({ prefix: historyPrefix(bucket, key), limit: 1 })[0];
  return entry === undefined ? undefined : decodeVersion(entry.value);
}

/** The current version, which may be a delete marker; undefined when the key never existed or nothing of it is left. */
export function readCurrentVersion(reader: Reader, bucket: string, key: string): VersionRecord | undefined {
  return readCurrentObject(reader, bucket, key) ?? readNewestHistory(reader, bucket, key);
}

/** The version with this id, current or not, object or delete marker. */
export function readVersion(reader: Reader, bucket: string, key: string, versionId: string): VersionRecord | undefined {
  const current = readCurrentObject(reader, bucket, key);
  if (current?.versionId === versionId) return current;
  const sequence = reader.get(versionIdKey(bucket, key, versionId));
  if (sequence === undefined) return undefined;
  const bytes = reader.get(historyKey(bucket, key, decodeRecord<{ sequence: number }>(sequence).sequence));
  return bytes === undefined ? undefined : decodeVersion(bytes);
}

/** Where the version's bytes are. */
export function readExtents(reader: Reader, version: ObjectVersion): Extents {
  return version.extents ?? manifestOf(reader, version)?.extents ?? [];
}

/** The parts the object was uploaded in; undefined when it was uploaded or copied in one piece. */
export function readParts(reader: Reader, version: ObjectVersion): readonly ManifestPart[] | undefined {
  return version.partsCount === undefined ? undefined : manifestOf(reader, version)?.parts;
}

function manifestOf(reader: Reader, version: ObjectVersion): Manifest | undefined {
  return version.manifestId === undefined ? undefined : readManifest(reader, version.manifestId);
}
