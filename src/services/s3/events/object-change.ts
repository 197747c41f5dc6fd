/**
 * What is told of a change of an object, in the transaction that makes it. The names are those of S3's event notifications, because everybody who listens
 * (notifications, replication) tells changes apart by them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html (read 2026-11-29)
 */
import type { Caller } from "../../../auth/principal.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { VersionRecord } from "../store/version-record.ts";

export type CreatedEvent =
  | "ObjectCreated:Put"
  | "ObjectCreated:Post"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload";
/** A deletion's family; whether it is `:Delete` or `:DeleteMarkerCreated` is seen in the transaction. */
export type RemovalFamily = "ObjectRemoved" | "LifecycleExpiration";
export type ChangeEvent =
  | CreatedEvent
  | `${RemovalFamily}:${"Delete" | "DeleteMarkerCreated"}`
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete"
  | "ObjectAcl:Put"
  | "ObjectRetention:Put"
  /** No event of S3's; replication hears of it. */
  | "ObjectLegalHold:Put"
  | "ObjectAnnotation:Put"
  | "ObjectAnnotation:Delete"
  | "ObjectRestore:Post"
  | "ObjectRestore:Completed"
  | "ObjectRestore:Delete"
  | "LifecycleTransition"
  | "IntelligentTiering"
  | `Replication:Operation${"FailedReplication" | "MissedThreshold" | "ReplicatedAfterThreshold" | "NotTracked"}`;

/** Who made a change. A request's context is one; work that no request started has no address and no request id. */
export interface ChangeSource extends Caller {
  readonly requestId?: string | undefined;
  readonly sourceIp?: string | undefined;
  /** State time; now unless given. */
  readonly nowMs?: number | undefined;
}

/** Why a change is made, known before its transaction begins. */
export interface Cause<Event extends string = ChangeEvent> {
  readonly event: Event;
  readonly source: ChangeSource;
  /** State time, milliseconds. */
  readonly timeMs: number;
  /** The change's place in the commit log. */
  readonly wallMs: number;
  /** Replication made it, and does not replicate it again. */
  readonly isReplication?: true | undefined;
}

export function causeOf<Event extends string>(clock: Clock, source: ChangeSource, event: Event): Cause<Event> {
  return { event, source, timeMs: source.nowMs ?? clock.nowMs(), wallMs: clock.wallMs() };
}

export interface ObjectChange {
  readonly cause: Cause;
  /** Fresh and made before the transaction; `newVersionId` gives one. */
  readonly id: string;
  /** As it is now. */
  readonly bucket: BucketRecord;
  readonly key: string;
  /** The version that came, went or was changed. */
  readonly version: VersionRecord;
  /** Facts that only some events have. */
  readonly details?: ChangeDetails | undefined;
}

export interface ChangeDetails {
  /** `ObjectRestore:Completed`: when the restored copy goes. */
  readonly restoreExpiresMs?: number | undefined;
  /** `ObjectRestore:*`: the class that the object is archived in. */
  readonly sourceStorageClass?: string | undefined;
  /** `LifecycleTransition`. */
  readonly destinationStorageClass?: string | undefined;
  /** `IntelligentTiering`: `ARCHIVE_ACCESS`, `DEEP_ARCHIVE_ACCESS`. */
  readonly accessTier?: string | undefined;
  /** `Replication:*`: `replicationEventData`, as S3 writes it. */
  readonly replication?: Readonly<Record<string, unknown>> | undefined;
}
