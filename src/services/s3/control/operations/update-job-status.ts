import type * as Sdk from "@aws-sdk/client-s3-control";
import type { JobStatus } from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { jobStatusConflict } from "../../batch/batch-errors.ts";
import { REASON_UNITS_MAX } from "../../batch/batch-limits.ts";
import { isOver, type JobRecord, putJob } from "../../batch/job-record.ts";
import { invalidRequest } from "../../errors.ts";
import type { S3 } from "../../s3.ts";
import { jobAccess, openJob } from "../open-job.ts";

/**
 * Confirms a job that waits for that, or cancels one that is not over. What is cancelled does no new tasks, and is Cancelled when those are done that were begun.
 *
 * @throws {InvalidRequest} 400  @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404  @throws {JobStatusException} 409 for a
 *   change that the status does not allow
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateJobStatus.html (read 2026-11-29)
 */
export const updateJobStatus: Operation<typeof Sdk, "UpdateJobStatus", S3> = {
  access: (input, context) => [jobAccess("s3:UpdateJobStatus", input, context)],
  async handle(input, context, s3) {
    const asked: string = input.RequestedJobStatus;
    const { StatusUpdateReason: reason } = input;
    if (asked !== "Ready" && asked !== "Cancelled") throw invalidRequest("The status can be set to Ready or Cancelled");
    if (reason !== undefined && (reason === "" || reason.length > REASON_UNITS_MAX))
      throw invalidRequest(`The reason must have 1 to ${REASON_UNITS_MAX} characters`);
    const status = await s3.records.transact((transaction) => {
      const job = openJob(transaction, input, context);
      const next = nextStatus(job, asked);
      putJob(transaction, { ...job, status: next, statusUpdateReason: reason });
      return next;
    });
    return { JobId: input.JobId, Status: status, StatusUpdateReason: reason };
  },
};

function nextStatus(job: JobRecord, asked: "Ready" | "Cancelled"): JobStatus {
  if (asked === "Ready" && job.status === "Suspended") return "Ready";
  const isEnding = isOver(job) || ["Completing", "Cancelling", "Failing"].includes(job.status);
  if (asked === "Cancelled" && !isEnding) return "Cancelling";
  throw jobStatusConflict(job.status, asked);
}
