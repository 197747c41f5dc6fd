/**
 * S3 Metadata listens to changes: the row of the journal is written out in the change's own transaction, with what the version was then, and waits in the commit log; for tables that show what is there
 * now the key is noted. So nothing that was acknowledged is missing, and the tables cost no request more than these writes.
 */
import { appendToLog } from "../../../storage/commit-log.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import type { TableRow } from "../../../kit/ports/managed-tables.ts";
import { requestIdOf } from "../events/change-facts.ts";
import type { ChangeEvent, ObjectChange } from "../events/object-change.ts";
import { metadataChangedKey } from "../store/keys.ts";
import { readVersion } from "../store/read-version.ts";
import { encodeRecord } from "../store/record-codec.ts";
import type { VersionRecord } from "../store/version-record.ts";
import { type CurrentKind, journalQueue, METADATA_KIND, metadataTables } from "./metadata-record.ts";
import { permanentDeleteColumns, sequenceText, timestampText, versionColumns } from "./object-row.ts";

export const metadataListener = { kind: METADATA_KIND, hear };

type RecordType = "CREATE" | "UPDATE_METADATA" | "DELETE";

function hear(transaction: Transaction, change: ObjectChange): void {
  const { bucket, key, cause } = change;
  const tables = metadataTables.read(transaction, bucket);
  if (tables === undefined) return;
  const type = typeOf(cause.event);
  if (type !== undefined && tables.journal.status !== "FAILED") {
    const version = type === "UPDATE_METADATA" ? asItIsNow(transaction, change) : change.version;
    const value = encodeRecord(journalRow(change, type, version));
    const id = `${sequenceText(change.version.sequence)} ${change.id}`;
    appendToLog(transaction, journalQueue(bucket.name), { wallMs: cause.wallMs, id, value });
  }
  const kinds: readonly CurrentKind[] = ["inventory", "annotation"];
  for (const kind of kinds) {
    const isAbout = kind === "inventory" ? type !== undefined : isAboutAnnotations(cause.event);
    if (tables[kind] !== undefined && isAbout)
      transaction.put(metadataChangedKey(bucket.name, kind, key), Buffer.from(change.id));
  }
}

function asItIsNow(transaction: Transaction, { bucket, key, version }: ObjectChange): VersionRecord {
  return readVersion(transaction, bucket.name, key, version.versionId) ?? version;
}

/** AWS: changes of what can change of an object, such as the storage class or tags, are UPDATE_METADATA (metadata-tables-schema.html). */
function typeOf(event: ChangeEvent): RecordType | undefined {
  if (event.startsWith("ObjectCreated:")) return "CREATE";
  if (event.startsWith("ObjectRemoved:") || event.startsWith("LifecycleExpiration:")) return "DELETE";
  const isUpdate = event === "LifecycleTransition" || event.startsWith("ObjectTagging:");
  return isUpdate ? "UPDATE_METADATA" : undefined;
}

/** With an object its annotations come and go. */
function isAboutAnnotations(event: ChangeEvent): boolean {
  return /^(?:ObjectAnnotation|ObjectCreated|ObjectRemoved|LifecycleExpiration):/.test(event);
}

function journalRow(change: ObjectChange, type: RecordType, version: VersionRecord): TableRow {
  const { bucket, key, cause } = change;
  const isPermanent = type === "DELETE" && cause.event.endsWith(":Delete");
  const origin = isPermanent ? NO_ORIGIN : originOf(change);
  return {
    bucket: bucket.name,
    key,
    sequence_number: sequenceOf(change, type),
    record_type: type,
    record_timestamp: timestampText(cause.timeMs),
    ...(isPermanent ? permanentDeleteColumns(version) : versionColumns(version)),
    ...origin,
  };
}

const NO_ORIGIN = { requester: null, source_ip_address: null, request_id: null } as const;

function originOf(change: ObjectChange): TableRow {
  const { source } = change.cause;
  const { principal, origin } = source;
  const request_id = requestIdOf(change);
  if (principal.type === "service") {
    // AWS: the parts of S3 are all S3 here (metadata-tables-schema.html, `requester`).
    const requester = principal.service.endsWith("s3.amazonaws.com") ? "s3.amazonaws.com" : principal.service;
    return { requester, source_ip_address: null, request_id };
  }
  const requester = principal.type === "anonymous" ? null : principal.accountId;
  return { requester, source_ip_address: source.sourceIp ?? origin?.sourceIp ?? null, request_id };
}

/** A change in a later millisecond comes later whatever version it is about. */
const SEQUENCES_PER_MS = 1_000;
const RANKS = { CREATE: 0, UPDATE_METADATA: 1, DELETE: 2 } as const;

function sequenceOf({ cause, version, id }: ObjectChange, type: RecordType): string {
  const { sequence } = version;
  const place = type === "CREATE" ? sequence : Math.max(sequence, cause.wallMs * SEQUENCES_PER_MS);
  return `${sequenceText(place)}${sequenceText(sequence)}${RANKS[type]}${Buffer.from(id).toString("hex").slice(0, 15)}`;
}
