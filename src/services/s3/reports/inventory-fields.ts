/**
 * The columns of an inventory report, in S3's order, and what each shows of a version. A column that does not apply is empty.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html (read 2026-11-29: "S3 Inventory list")
 */
import type { CanonicalUserIds } from "../../../kit/canonical-user-id.ts";
import type { Inventory } from "./inventory.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion, VersionRecord } from "../store/version-record.ts";
import { accessTierOf, INTELLIGENT_TIERING } from "../tiering/access-tier.ts";
import type { TieringConfiguration } from "../tiering/tiering-record.ts";

/** What rows are made with. */
export interface RowContext {
  readonly bucket: BucketRecord;
  readonly tierings: readonly TieringConfiguration[];
  readonly canonicalUserIds: CanonicalUserIds;
  readonly nowMs: number;
}

export interface InventoryRow {
  readonly key: string;
  readonly version: VersionRecord;
  readonly isLatest: boolean;
}

type Show = (version: ObjectVersion, row: InventoryRow, context: RowContext) => string;

const FIELDS: ReadonlyMap<string, Show> = new Map<string, Show>([
  ["Size", (version) => String(version.sizeBytes)],
  ["LastModifiedDate", (version) => new Date(version.lastModifiedMs).toISOString()],
  ["StorageClass", (version) => version.storageClass ?? "STANDARD"],
  ["ETag", (version) => version.etag],
  ["IsMultipartUploaded", (version) => String(version.partsCount !== undefined)],
  ["ReplicationStatus", (version) => version.replicationStatus ?? ""],
  ["EncryptionStatus", showEncryption],
  ["ObjectLockRetainUntilDate", ({ lock }) => showTime(lock?.retention?.untilMs)],
  ["ObjectLockMode", ({ lock }) => lock?.retention?.mode ?? ""],
  ["ObjectLockLegalHoldStatus", ({ lock }) => (lock?.legalHold === undefined ? "" : lock.legalHold ? "On" : "Off")],
  ["IntelligentTieringAccessTier", showTier],
  ["ChecksumAlgorithm", (version) => version.checksum?.algorithm ?? ""],
  [
    "ObjectOwner",
    (version, _, { bucket, canonicalUserIds }) => canonicalUserIds.of(version.ownerAccountId ?? bucket.accountId),
  ],
]);

/** Whether a report can have this column. */
export function isInventoryField(name: string): boolean {
  return FIELDS.has(name);
}

/** Chosen columns in S3's order. */
export function inOrder(names: readonly string[]): string[] {
  return [...FIELDS.keys()].filter((name) => names.includes(name));
}

/** All columns of a report, by their names in CSV. */
export function columnNames({ includesVersions, optionalFields = [] }: Inventory): readonly string[] {
  const fixed = ["Bucket", "Key", ...(includesVersions ? ["VersionId", "IsLatest", "IsDeleteMarker"] : [])];
  return [...fixed, ...optionalFields];
}

/** AWS: CSV without a header, every value in quotes, keys URL-encoded (storage-inventory.html). */
export function csvRow([bucket = "", key = "", ...rest]: readonly string[]): string {
  const values = [bucket, encodeURIComponent(key).replaceAll("%2F", "/"), ...rest];
  return `${values.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\n`;
}

/** The values of a row, in the order of its columns; empty for what does not apply. */
export function rowValues(row: InventoryRow, inventory: Inventory, context: RowContext): readonly string[] {
  const { key, version, isLatest } = row;
  const { bucket } = context;
  const versionId = bucket.versioning === "off" || version.versionId === "null" ? "" : version.versionId;
  return [
    bucket.name,
    key,
    ...(inventory.includesVersions ? [versionId, String(isLatest), String(version.isDeleteMarker)] : []),
    ...(inventory.optionalFields ?? []).map((name) => {
      if (version.isDeleteMarker) return name === "LastModifiedDate" ? showTime(version.lastModifiedMs) : "";
      return FIELDS.get(name)?.(version, row, context) ?? "";
    }),
  ];
}

function showTime(timeMs: number | undefined): string {
  return timeMs === undefined ? "" : new Date(timeMs).toISOString();
}

const ENCRYPTIONS = { AES256: "SSE-S3", "aws:kms": "SSE-KMS", "aws:kms:dsse": "DSSE-KMS", customer: "SSE-C" } as const;

function showEncryption({ encryption }: ObjectVersion): string {
  return encryption === undefined ? "NOT-SSE" : ENCRYPTIONS[encryption.algorithm];
}

function showTier(version: ObjectVersion, { key }: InventoryRow, { tierings, nowMs }: RowContext): string {
  return version.storageClass === INTELLIGENT_TIERING ? accessTierOf({ key, version }, tierings, nowMs) : "";
}
