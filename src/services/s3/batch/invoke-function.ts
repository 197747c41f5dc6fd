/**
 * A task that a function carries out: called by HTTP where the operator's event targets say it is, as Lambda would be.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-invoke-lambda.html (read 2026-11-29: request, response, result codes; keys are URL-encoded)
 */
import type { LambdaInvokeOperation } from "@aws-sdk/client-s3-control";
import type { Caller } from "../../../auth/principal.ts";
import { parseArn } from "../../../kit/arn.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { bucketArn } from "../arns.ts";
import { findTarget } from "../events/event-targets.ts";
import type { Batch } from "./batch.ts";
import { FUNCTION_ANSWER_BYTES_MAX, FUNCTION_TIMEOUT_MS } from "./batch-limits.ts";
import type { Task } from "./spool.ts";
import { encodeKey, SUCCEEDED, type TaskResult } from "./task-result.ts";

export interface FunctionTask {
  readonly jobId: string;
  readonly invoke: LambdaInvokeOperation;
  readonly task: Task;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

/** @throws {AccessDenied} 403  @throws {ServiceError} 503 when it may go well another time */
export async function invokeFunction(batch: Batch, request: FunctionTask): Promise<TaskResult> {
  const { invoke, caller, signal } = request;
  const { FunctionArn: arn = "", InvocationSchemaVersion: version = "1.0" } = invoke;
  await batch.authorizer.authorize(caller, [{ action: "lambda:InvokeFunction", resource: arn }], "s3");
  const target = findTarget(batch.events.targets, arn);
  if (target === undefined) return permanent(`no event target is named for ${arn}`);
  const [invocationId, taskId] = [batch.runtime.ids.token(ID_BYTES), batch.runtime.ids.token(ID_BYTES)];
  const answer = await batch.events.calls.post({
    url: urlOf(target, arn),
    headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
    body: JSON.stringify(payload(request, { version, invocationId, taskId })),
    timeoutMs: FUNCTION_TIMEOUT_MS,
    answerBytesMax: FUNCTION_ANSWER_BYTES_MAX,
    signal,
  });
  if (answer.kind === "unreachable") throw notNow(answer.reason);
  if (answer.status === 429 || answer.status >= 500) throw notNow(`status ${answer.status}`);
  if (answer.status > 299) return permanent(`Lambda answered with status ${answer.status}`);
  return resultOf(answer.text, taskId);
}

const ID_BYTES = 24;

function urlOf(target: string, arn: string): string {
  const [, name = "", qualifier] = (parseArn(arn)?.resource ?? "").split(":");
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, target);
  if (qualifier !== undefined) url.searchParams.set("Qualifier", qualifier);
  return url.href;
}

function payload(
  { jobId, invoke, task }: FunctionTask,
  ids: { readonly version: string; readonly invocationId: string; readonly taskId: string },
): object {
  const [bucket, key, versionId = null] = task;
  const { version: invocationSchemaVersion, invocationId, taskId } = ids;
  const named = { taskId, s3Key: encodeKey(key), s3VersionId: versionId };
  if (invocationSchemaVersion === "1.0")
    return {
      invocationSchemaVersion,
      invocationId,
      job: { id: jobId },
      tasks: [{ ...named, s3BucketArn: bucketArn(bucket) }],
    };
  const { UserArguments: userArguments } = invoke;
  const job = { id: jobId, ...(userArguments === undefined ? {} : { userArguments }) };
  return { invocationSchemaVersion, invocationId, job, tasks: [{ ...named, s3Bucket: bucket }] };
}

interface FunctionAnswer {
  readonly treatMissingKeysAs?: unknown;
  readonly results?: unknown;
  readonly errorMessage?: unknown;
}

interface FunctionResult {
  readonly taskId?: unknown;
  readonly resultCode?: unknown;
  readonly resultString?: unknown;
}

function resultOf(text: string, taskId: string): TaskResult {
  const answer = parseAnswer(text);
  if (answer === undefined) return permanent("Invalid JSON returned in Lambda payload");
  if (answer.errorMessage !== undefined) return permanent(`Lambda returned function error: ${text}`);
  const results = Array.isArray(answer.results) ? (answer.results as readonly (FunctionResult | null)[]) : [];
  const own = results.find((result) => result?.taskId === taskId);
  const code = own?.resultCode ?? answer.treatMissingKeysAs;
  const message = typeof own?.resultString === "string" ? own.resultString : "";
  if (code === "Succeeded") return { ...SUCCEEDED, message };
  if (code === "TemporaryFailure") throw notNow(message);
  return permanent(message);
}

function parseAnswer(text: string): FunctionAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** AWS: status 200, because the call itself went well (batch-ops-examples-reports.html). */
function permanent(message: string): TaskResult {
  return { outcome: "failed", httpStatus: 200, code: "PermanentFailure", message };
}

function notNow(message: string): ServiceError {
  return new ServiceError({ status: 503, code: "TemporaryFailure", message });
}
