import type * as Sdk from "@aws-sdk/client-s3-control";
import { createHash } from "node:crypto";
import { formatArn } from "../../../../kit/arn.ts";
import type { AccessCheck, InputOf, Operation } from "../../../../kit/operation.ts";
import { requestTagConditions } from "../../../../kit/tag-conditions.ts";
import { BATCH_SERVICE } from "../../batch/acting-role.ts";
import { idempotencyConflict, tooManyJobs } from "../../batch/batch-errors.ts";
import { LIVE_JOBS_MAX } from "../../batch/batch-limits.ts";
import { countLiveJobs, type JobRecord, putJob, putToken, readToken } from "../../batch/job-record.ts";
import { operationName, parseJob } from "../../batch/parse-job.ts";
import type { S3 } from "../../s3.ts";
import { ownAccount } from "../own-account.ts";

type Input = InputOf<typeof Sdk, "CreateJob">;

/**
 * Makes a batch job. What it can do its role decides, when it does it. The same token again answers with the same job.
 *
 * Checks, in order: account → request → role → token → number of jobs.
 *
 * @throws {AccessDenied} 403 for another account and for another account's role  @throws {InvalidRequest} 400  @throws {NotImplemented} 501
 * @throws {TooManyTagsException} 400  @throws {InvalidTag} 400  @throws {IdempotencyException} 400  @throws {TooManyRequestsException} 429
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html (read 2026-11-29; check order assumed)
 */
export const createJob: Operation<typeof Sdk, "CreateJob", S3> = {
  access: (input, context) => accessOf(input, context),
  async handle(input, context, s3) {
    const place = { accountId: ownAccount(input.AccountId, context), region: context.region };
    const { request, priority, token, tags } = parseJob(input, place.accountId, s3.events.targets);
    const id = s3.runtime.ids.uuid();
    const digest = createHash("sha256")
      .update(JSON.stringify([request, priority, tags]))
      .digest("base64url");
    const job: JobRecord = {
      ...place,
      id,
      createdMs: context.nowMs,
      token,
      request,
      priority,
      tags,
      status: "New",
      counts: { succeeded: 0, failed: 0 },
      activeMs: 0,
      reportBytes: { succeeded: [], failed: [] },
    };
    return await s3.records.transact((transaction) => {
      const known = readToken(transaction, place, token);
      if (known !== undefined) {
        if (known.digest !== digest) throw idempotencyConflict();
        return { JobId: known.id };
      }
      if (countLiveJobs(transaction) >= LIVE_JOBS_MAX) throw tooManyJobs();
      putJob(transaction, job);
      putToken(transaction, place, token, { id, digest });
      return { JobId: id };
    });
  },
};

/** AWS: whoever gives the job a role must be allowed to pass it; tags need a permission of their own (batch-ops-iam-role-policies.html, troubleshooting-batch-operations.html). */
function accessOf(
  input: Input,
  { accountId, region }: { readonly accountId: string; readonly region: string },
): readonly AccessCheck[] {
  const tags = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  const tagConditions = requestTagConditions(tags);
  const conditions = {
    "s3:RequestJobPriority": String(input.Priority),
    "s3:RequestJobOperation": operationName(input.Operation) ?? "",
    ...tagConditions.conditions,
  };
  const passing = { "iam:PassedToService": BATCH_SERVICE };
  const anyJob = formatArn({ service: "s3", region, accountId: input.AccountId ?? accountId, resource: "job/*" });
  return [
    { action: "s3:CreateJob", resource: "*", conditions },
    ...(tags.length === 0 ? [] : [{ action: "s3:PutJobTagging", resource: anyJob, ...tagConditions }]),
    ...(input.RoleArn.startsWith("arn:")
      ? [{ action: "iam:PassRole", resource: input.RoleArn, conditions: passing }]
      : []),
  ];
}
