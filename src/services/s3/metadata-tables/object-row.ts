/** A version as a row of a journal or an inventory. */
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import type { ObjectVersion, VersionRecord } from "../store/version-record.ts";

const ENCRYPTIONS = { AES256: "SSE-S3", "aws:kms": "SSE-KMS", "aws:kms:dsse": "DSSE-KMS", customer: "SSE-C" } as const;

/** A timestamp without a zone. */
export function timestampText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, -1);
}

/** AWS: what was stored before versioning has no version id (metadata-tables-schema.html, `version_id`). */
export function versionIdText({ versionId }: Pick<VersionRecord, "versionId">): string | null {
  return versionId === "null" ? null : versionId;
}

const NOTHING = {
  size: null,
  last_modified_date: null,
  e_tag: null,
  storage_class: null,
  is_multipart: null,
  encryption_status: null,
  is_bucket_key_enabled: null,
  kms_key_arn: null,
  checksum_algorithm: null,
  object_tags: null,
  user_metadata: null,
} as const;

/** AWS: all of these are null for what was deleted for good. */
export function permanentDeleteColumns(version: VersionRecord): TableRow {
  return { version_id: versionIdText(version), is_delete_marker: null, ...NOTHING };
}

export function versionColumns(version: VersionRecord): TableRow {
  const version_id = versionIdText(version);
  const last_modified_date = timestampText(version.lastModifiedMs);
  if (version.isDeleteMarker) return { version_id, is_delete_marker: true, ...NOTHING, size: 0, last_modified_date };
  return { version_id, is_delete_marker: false, last_modified_date, ...objectColumns(version) };
}

function objectColumns(version: ObjectVersion): TableRow {
  const { encryption } = version;
  return {
    size: version.sizeBytes,
    e_tag: version.etag,
    storage_class: version.storageClass ?? "STANDARD",
    is_multipart: version.partsCount !== undefined,
    encryption_status: encryption === undefined ? null : ENCRYPTIONS[encryption.algorithm],
    is_bucket_key_enabled: encryption?.kms?.isBucketKey === true,
    kms_key_arn: encryption?.kms?.keyArn ?? null,
    checksum_algorithm: version.checksum?.algorithm ?? null,
    object_tags: Object.fromEntries(version.tags ?? []),
    user_metadata: { ...version.metadata },
  };
}

const SEQUENCE_DIGITS = 16;

/** Texts of equal length, so that comparing them compares the order of changes of a key. */
export function sequenceText(sequence: number): string {
  return sequence.toString(16).padStart(SEQUENCE_DIGITS, "0");
}
