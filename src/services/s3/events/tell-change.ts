/**
 * Tells a change to those who listen to its bucket. They are settings of the bucket, named in its record that every writer has read anyway: a bucket that
 * nobody listens to costs one look at that record, and no read or write of the store.
 */
import type { Transaction } from "../../../storage/record-store.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { notificationListener } from "./notification-listener.ts";
import { metadataListener } from "../metadata-tables/metadata-listener.ts";
import { replicationListener } from "../replication/replication-listener.ts";
import type { Cause, ObjectChange } from "./object-change.ts";

/** Somebody who acts on changes after they are committed. */
export interface ChangeListener {
  /** The kind of setting (`bucketConfiguration`) that makes a bucket one to listen to. */
  readonly kind: string;
  /** Appends to the commit log what it will need. Runs in the change's own transaction, and like that more than once. */
  hear(transaction: Transaction, change: ObjectChange): void;
}

const LISTENERS: readonly ChangeListener[] = [notificationListener, replicationListener, metadataListener];

export function tellChange(transaction: Transaction, change: ObjectChange): void {
  const { configurations } = change.bucket;
  if (configurations === undefined) return;
  for (const listener of LISTENERS) {
    if (configurations[listener.kind] !== undefined) listener.hear(transaction, change);
  }
}

/** How many versions a key can get in a millisecond before their numbers run ahead of the clock. */
const SEQUENCES_PER_MS = 1_000;

/**
 * What the numbers of a key's versions begin after. Where somebody listens it is the time, so that the numbers also grow over a time in which nothing is left of the
 * key, and tell the order of all its changes (the sequencer of events).
 */
export function sequenceBase(bucket: BucketRecord, cause: Pick<Cause, "wallMs"> | undefined): number {
  const { configurations } = bucket;
  if (configurations === undefined || cause === undefined) return 0;
  return LISTENERS.some(({ kind }) => configurations[kind] !== undefined) ? cause.wallMs * SEQUENCES_PER_MS : 0;
}
