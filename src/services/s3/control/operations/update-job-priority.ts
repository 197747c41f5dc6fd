import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { isOver, putJob } from "../../batch/job-record.ts";
import { parsePriority } from "../../batch/parse-job.ts";
import { invalidRequest } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { jobAccess, openJob } from "../open-job.ts";

/**
 * Gives a job another priority; jobs of lower ones pause for it.
 *
 * @throws {InvalidRequest} 400, also for a job that is over (assumed)  @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobPriority.html (read 2026-11-29)
 */
export const updateJobPriority: Operation<typeof Sdk, "UpdateJobPriority", S3> = {
  access(input, context) {
    const conditions = { "s3:RequestJobPriority": String(input.Priority) };
    return [jobAccess("s3:UpdateJobPriority", input, context, { conditions })];
  },
  async handle(input, context, s3) {
    const priority = parsePriority(input.Priority);
    await s3.records.transact((transaction) => {
      const job = openJob(transaction, input, context);
      if (isOver(job)) throw invalidRequest("The priority of a job that is over cannot be changed");
      putJob(transaction, { ...job, priority });
    });
    return { JobId: input.JobId, Priority: priority };
  },
};
