/**
 * Whether the bytes of a version are at hand, and what is shown of its restore. It follows from the version, the time and the bucket's settings alone:
 * copies come and go with the clock, and no job has to bring or take them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/archived-objects.html (read 2026-11-29)
 */
import type { RestoreStatus } from "@aws-sdk/client-s3";
import type { Reader } from "../../../storage/record-store.ts";
import { invalidObjectState } from "../errors.ts";
import { factsOfClass } from "../objects/storage-class.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { accessTierOf, INTELLIGENT_TIERING } from "../tiering/access-tier.ts";
import { type ArchiveTier, tieringConfigurations } from "../tiering/tiering-record.ts";
import { requireZone } from "./zones.ts";

/** A version where it lies, and the time it is looked at. */
export interface Sight {
  readonly reader: Reader;
  readonly bucket: BucketRecord;
  readonly key: string;
  readonly version: ObjectVersion;
  /** State time. */
  readonly nowMs: number;
}

export type RestoreState = { readonly isOngoing: true } | { readonly isOngoing: false; readonly expiresMs: number };

export interface ArchiveState {
  /** The bytes cannot be read now. */
  readonly isArchived: boolean;
  /** Set for objects of INTELLIGENT_TIERING that went to an archive tier. */
  readonly tier?: ArchiveTier;
  readonly restore?: RestoreState;
}

const AT_HAND: ArchiveState = { isArchived: false };

export function archiveStateOf(sight: Sight): ArchiveState {
  const { version, nowMs } = sight;
  const { storageClass } = version;
  if (storageClass === undefined) return AT_HAND;
  if (storageClass === INTELLIGENT_TIERING) return tieredState(sight);
  if (!factsOfClass(storageClass).isArchive) return AT_HAND;
  const restore = restoreState(version, nowMs);
  return restore === undefined ? { isArchived: true } : { isArchived: restore.isOngoing, restore };
}

function tieredState({ reader, bucket, key, version, nowMs }: Sight): ArchiveState {
  const configurations = tieringConfigurations.read(reader, bucket)?.list ?? [];
  const tier = accessTierOf({ key, version }, configurations, nowMs);
  if (tier !== "ARCHIVE_ACCESS" && tier !== "DEEP_ARCHIVE_ACCESS") return AT_HAND;
  const isOngoing = version.restore !== undefined && nowMs < version.restore.readyMs;
  return { isArchived: true, tier, ...(isOngoing ? { restore: { isOngoing } } : {}) };
}

/** Of an object in an archive class; undefined when nobody restored it, or its copy is gone again. */
export function restoreState({ restore }: ObjectVersion, nowMs: number): RestoreState | undefined {
  if (restore === undefined) return undefined;
  if (nowMs < restore.readyMs) return { isOngoing: true };
  const { expiresMs } = restore;
  return expiresMs === undefined || nowMs >= expiresMs ? undefined : { isOngoing: false, expiresMs };
}

/** @throws {InvalidObjectState} 403 when the bytes are archived  @throws {ServiceUnavailable} 503 when their only zone has failed */
export function requireAtHand(sight: Sight): void {
  requireZone(sight.reader, sight.bucket, sight.version);
  const state = archiveStateOf(sight);
  if (state.isArchived)
    throw invalidObjectState("The operation is not valid for the object's storage class", sight.version, state.tier);
}

/** The same of the source of a copy. @throws {InvalidObjectState} 403  @throws {ServiceUnavailable} 503 */
export function requireSourceAtHand(sight: Sight): void {
  requireZone(sight.reader, sight.bucket, sight.version);
  const state = archiveStateOf(sight);
  // AWS: other words than a read (localstack/localstack tests/aws/services/s3, recorded from S3).
  if (state.isArchived)
    throw invalidObjectState("Operation is not valid for the source object's storage class", sight.version, state.tier);
}

export interface ArchiveMembers {
  Restore?: string;
  ArchiveStatus?: ArchiveTier;
}

/** `x-amz-restore` and `x-amz-archive-status`, as GetObject and HeadObject show them. */
export function archiveMembers(sight: Sight): ArchiveMembers {
  const { restore, tier } = archiveStateOf(sight);
  return {
    ...(restore === undefined ? {} : { Restore: restoreHeader(restore) }),
    ...(tier === undefined ? {} : { ArchiveStatus: tier }),
  };
}

function restoreHeader(restore: RestoreState): string {
  if (restore.isOngoing) return 'ongoing-request="true"';
  return `ongoing-request="false", expiry-date="${new Date(restore.expiresMs).toUTCString()}"`;
}

/** As listings show it when they are asked to. AWS: nothing for an object that was not restored (API_RestoreStatus). */
export function restoreStatus(version: ObjectVersion, nowMs: number): RestoreStatus | undefined {
  const restore = restoreState(version, nowMs);
  if (restore === undefined) return undefined;
  if (restore.isOngoing) return { IsRestoreInProgress: true };
  return { IsRestoreInProgress: false, RestoreExpiryDate: new Date(restore.expiresMs) };
}
