/**
 * Replicates a version that was there before the rules were, or whose replication failed: it is queued as a change is, by the rules that hold now, and the task is over when its
 * replicas are there or have failed. What replication itself asks of its own role is as ever.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html (read 2026-11-29; the codes of failures are assumed)
 */
import type { Caller } from "../../../auth/principal.ts";
import { appendToLog } from "../../../storage/commit-log.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { objectArn } from "../arns.ts";
import { openBucketAnywhere } from "../buckets/open-bucket.ts";
import { invalidRequest } from "../errors.ts";
import { openObject } from "../objects/open-object.ts";
import { putStatus, sourceQueue, type Task as ReplicationTask } from "../replication/replication-listener.ts";
import { matchingRules, replicationSettings } from "../replication/rules.ts";
import { readVersion } from "../store/read-version.ts";
import { encodeRecord } from "../store/record-codec.ts";
import type { Batch } from "./batch.ts";
import { REPLICA_LOOK_MS, REPLICA_WAIT_MS } from "./batch-limits.ts";
import type { Task } from "./spool.ts";
import { SUCCEEDED, type TaskResult } from "./task-result.ts";

export interface ReplicateTask {
  readonly task: Task;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {AccessDenied} 403  @throws {ServiceError} NoSuchBucket, NoSuchKey, NoSuchVersion; InvalidRequest 400 for what no rule is for */
export async function replicateExisting(batch: Batch, request: ReplicateTask): Promise<TaskResult> {
  const { task, caller } = request;
  const [bucket, key] = task;
  const check = { action: "s3:InitiateReplication", resource: objectArn(bucket, key) };
  await batch.authorizer.authorize(caller, [check], "s3");
  const [wallMs, id] = [batch.runtime.clock.wallMs(), batch.runtime.ids.token(ENTRY_ID_BYTES)];
  const versionId = await batch.records.transact((transaction) => queue(transaction, task, { wallMs, id }));
  return await outcomeOf(batch, { ...request, versionId });
}

const ENTRY_ID_BYTES = 12;

function queue(
  transaction: Transaction,
  [bucket, key, named]: Task,
  entry: { readonly wallMs: number; readonly id: string },
): string {
  const source = openBucketAnywhere(transaction, bucket);
  const version = openObject(transaction, source, { key, versionId: named, method: "GET" });
  const settings = replicationSettings.read(transaction, source);
  if (settings === undefined) throw invalidRequest("The source bucket has no replication configuration");
  const rules = matchingRules(settings, { kind: "created", key, version });
  if (rules.length === 0) throw invalidRequest("No replication rule is for this object");
  const { versionId } = version;
  const change: ReplicationTask = { kind: "created", key, versionId, ruleIds: rules.map(({ id }) => id) };
  appendToLog(transaction, sourceQueue(bucket), { ...entry, value: encodeRecord(change) });
  putStatus(transaction, { bucket, key, version }, "PENDING");
  return versionId;
}

async function outcomeOf(
  { records, runtime }: Batch,
  { task, versionId, signal }: ReplicateTask & { readonly versionId: string },
): Promise<TaskResult> {
  const [bucket, key] = task;
  const untilMs = runtime.clock.monotonicMs() + REPLICA_WAIT_MS;
  for (;;) {
    const version = await records.read((reader) => readVersion(reader, bucket, key, versionId));
    const status = version === undefined || version.isDeleteMarker ? undefined : version.replicationStatus;
    if (status === "COMPLETED") return SUCCEEDED;
    if (status !== "PENDING") return failed("ReplicationFailed", "The object was not replicated to all destinations");
    if (runtime.clock.monotonicMs() >= untilMs) return failed("RequestTimeout", "The replicas are not there in time");
    await runtime.timers.sleep(REPLICA_LOOK_MS, signal);
  }
}

function failed(code: string, message: string): TaskResult {
  return { outcome: "failed", httpStatus: 500, code, message };
}
