/**
 * Replication listens to changes: what a rule wants is queued in the change's own transaction, and the version says PENDING from then on. So nothing that was
 * acknowledged is forgotten, and what is replicated is what the rules said when the change was made.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnt-replicated.html (read 2026-11-29: markers that lifecycle makes, and deletes of
 *   versions, are not replicated)
 */
import type { ObjectChange } from "../events/object-change.ts";
import { appendToLog, type LogQueue } from "../../../storage/commit-log.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { replaceRecord } from "../store/history.ts";
import { readVersion } from "../store/read-version.ts";
import { encodeRecord } from "../store/record-codec.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { type ChangeKind, matchingRules, REPLICATION_KIND, replicationSettings } from "./rules.ts";

export const REPLICATION_CHANNEL = "s3-replication";

/** What waits to be replicated from one bucket. */
export function sourceQueue(bucket: string): LogQueue {
  return { channel: REPLICATION_CHANNEL, topic: bucket };
}

/** One change to replicate. */
export interface Task {
  readonly kind: ChangeKind;
  readonly key: string;
  readonly versionId: string;
  readonly ruleIds: readonly string[];
}

export const replicationListener = { kind: REPLICATION_KIND, hear };

function hear(transaction: Transaction, change: ObjectChange): void {
  const { bucket, key, cause } = change;
  const kind = cause.isReplication === true ? undefined : kindOf(cause.event);
  const settings = kind === undefined ? undefined : replicationSettings.read(transaction, bucket);
  if (kind === undefined || settings === undefined) return;
  const { versionId } = change.version;
  const version = kind === "marked" ? undefined : readVersion(transaction, bucket.name, key, versionId);
  if (version?.isDeleteMarker === true || (kind !== "marked" && version === undefined)) return;
  // What was there before the rules were is not replicated, and so its changes are not.
  if (kind === "modified" && version?.replicationStatus === undefined) return;
  const rules = matchingRules(settings, { kind, key, version });
  if (rules.length === 0) return;
  const task: Task = { kind, key, versionId, ruleIds: rules.map(({ id }) => id) };
  const id = `${change.version.sequence.toString(16).padStart(SEQUENCE_DIGITS, "0")} ${change.id}`;
  appendToLog(transaction, sourceQueue(bucket.name), { wallMs: cause.wallMs, id, value: encodeRecord(task) });
  if (version !== undefined && version.replicationStatus !== "REPLICA") {
    putStatus(transaction, { bucket: bucket.name, key, version }, "PENDING");
  }
}

const SEQUENCE_DIGITS = 14;

function kindOf(event: ObjectChange["cause"]["event"]): ChangeKind | undefined {
  if (event.startsWith("ObjectCreated:")) return "created";
  if (event === "ObjectRemoved:DeleteMarkerCreated") return "marked";
  return MODIFICATIONS.has(event) ? "modified" : undefined;
}

const MODIFICATIONS: ReadonlySet<string> = new Set([
  "ObjectTagging:Put",
  "ObjectTagging:Delete",
  "ObjectAcl:Put",
  "ObjectRetention:Put",
  "ObjectLegalHold:Put",
]);

/** `x-amz-replication-status` of a version that was read in this transaction. */
export function putStatus(
  transaction: Transaction,
  { bucket, key, version }: { readonly bucket: string; readonly key: string; readonly version: ObjectVersion },
  status: ObjectVersion["replicationStatus"],
): void {
  if (version.replicationStatus === status) return;
  replaceRecord(transaction, { bucket, key }, { ...version, replicationStatus: status });
}
