/** One task of a job: the operation on one object, as the job's role. Whatever S3 refuses is the task's result; what may pass is tried again. */
import type { S3AccessControlPolicy } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { internalError, ServiceError } from "../../../kit/errors.ts";
import { StorageError } from "../../../storage/storage-error.ts";
import { invalidRequest } from "../errors.ts";
import { type Batch, callS3 } from "./batch.ts";
import { TASK_ATTEMPTS_MAX, TASK_RETRY_MS } from "./batch-limits.ts";
import { computeChecksum } from "./compute-checksum.ts";
import { copyCall } from "./copy-call.ts";
import { invokeFunction } from "./invoke-function.ts";
import type { JobRecord } from "./job-record.ts";
import { replicateExisting } from "./replicate-existing.ts";
import type { Task } from "./spool.ts";
import { failedWith, SUCCEEDED, type TaskResult } from "./task-result.ts";

export interface Running {
  readonly job: JobRecord;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** Rejects only when the server stops, or its own store fails. */
export async function runTask(batch: Batch, running: Running, task: Task): Promise<TaskResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await carryOut(batch, running, task);
    } catch (error) {
      running.signal.throwIfAborted();
      if (error instanceof StorageError && error.kind !== "corrupt") throw error;
      const refusal = error instanceof ServiceError ? error : internalError(error);
      const mayPass = refusal.status >= 500 && refusal.status !== 501;
      if (!mayPass || attempt >= TASK_ATTEMPTS_MAX) return failedWith(refusal);
      await batch.runtime.timers.sleep(TASK_RETRY_MS * 2 ** (attempt - 1), running.signal);
    }
  }
}

async function carryOut(batch: Batch, running: Running, task: Task): Promise<TaskResult> {
  const { job, caller, signal } = running;
  // AWS: for manifests that have version ids, but not this one (troubleshooting-batch-operations.html).
  if (task[2] === "") throw invalidRequest("Task failed due to missing VersionId");
  const { Operation: operation } = job.request;
  if (operation?.LambdaInvoke !== undefined)
    return await invokeFunction(batch, { jobId: job.id, invoke: operation.LambdaInvoke, task, caller, signal });
  if (operation?.S3ComputeObjectChecksum !== undefined)
    return await computeChecksum(batch, { asked: operation.S3ComputeObjectChecksum, task, caller, signal });
  if (operation?.S3ReplicateObject !== undefined) return await replicateExisting(batch, { task, caller, signal });
  await callOperation(batch, running, task);
  return SUCCEEDED;
}

/** Those that are operations of S3. */
async function callOperation(batch: Batch, { job, caller, signal }: Running, task: Task): Promise<void> {
  const as = { caller, signal };
  const [Bucket, Key, VersionId] = task;
  const object = { Bucket, Key, VersionId };
  const asked = job.request.Operation ?? {};
  if (asked.S3PutObjectCopy !== undefined) {
    await callS3(batch, { ...as, operation: "CopyObject", ...copyCall(asked.S3PutObjectCopy, task) });
  } else if (asked.S3PutObjectAcl !== undefined) {
    const input = { ...object, ...aclMembers(asked.S3PutObjectAcl.AccessControlPolicy ?? {}) };
    await callS3(batch, { ...as, operation: "PutObjectAcl", input });
  } else if (asked.S3PutObjectTagging !== undefined) {
    const TagSet = (asked.S3PutObjectTagging.TagSet ?? []).map(({ Key: name, Value }) => ({ Key: name, Value }));
    await callS3(batch, { ...as, operation: "PutObjectTagging", input: { ...object, Tagging: { TagSet } } });
  } else if (asked.S3DeleteObjectTagging !== undefined) {
    await callS3(batch, { ...as, operation: "DeleteObjectTagging", input: object });
  } else if (asked.S3InitiateRestoreObject !== undefined) {
    const { ExpirationInDays: Days, GlacierJobTier: tier } = asked.S3InitiateRestoreObject;
    const RestoreRequest = { Days, GlacierJobParameters: { Tier: tier === "BULK" ? "Bulk" : "Standard" } } as const;
    await callS3(batch, { ...as, operation: "RestoreObject", input: { ...object, RestoreRequest } });
  } else if (asked.S3PutObjectLegalHold !== undefined) {
    const LegalHold = { Status: asked.S3PutObjectLegalHold.LegalHold?.Status };
    await callS3(batch, { ...as, operation: "PutObjectLegalHold", input: { ...object, LegalHold } });
  } else if (asked.S3PutObjectRetention !== undefined) {
    const { Retention, BypassGovernanceRetention } = asked.S3PutObjectRetention;
    const input = { ...object, Retention: { ...Retention }, BypassGovernanceRetention };
    await callS3(batch, { ...as, operation: "PutObjectRetention", input });
  } else if (asked.S3UpdateObjectEncryption !== undefined) {
    const { SSEKMS } = asked.S3UpdateObjectEncryption.ObjectEncryption ?? {};
    if (SSEKMS === undefined) throw invalidRequest("UpdateObjectEncryption needs SSEKMS");
    await callS3(batch, {
      ...as,
      operation: "UpdateObjectEncryption",
      input: { ...object, ObjectEncryption: { SSEKMS } },
    });
  }
}

const GRANTEE_TYPES = { id: "CanonicalUser", emailAddress: "AmazonCustomerByEmail", uri: "Group" } as const;

/** A list as PutObjectAcl takes it: canned, or with its grants. */
function aclMembers({ CannedAccessControlList: ACL, AccessControlList: list }: S3AccessControlPolicy): object {
  if (list === undefined) return { ACL };
  const Grants = (list.Grants ?? []).map(({ Grantee: grantee, Permission }) => {
    const { TypeIdentifier: type = "id", Identifier: value, DisplayName } = grantee ?? {};
    const name = type === "uri" ? { URI: value } : type === "id" ? { ID: value } : { EmailAddress: value };
    return { Grantee: { Type: GRANTEE_TYPES[type], DisplayName, ...name }, Permission };
  });
  const { ID, DisplayName } = list.Owner ?? {};
  return { ACL, AccessControlPolicy: { Owner: { ID, DisplayName }, Grants } };
}
