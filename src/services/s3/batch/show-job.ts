/** Jobs as DescribeJob and ListJobs show them. */
import type { JobDescriptor, JobListDescriptor, JobProgressSummary } from "@aws-sdk/client-s3-control";
import { type JobRecord, jobArn } from "./job-record.ts";
import { operationName } from "./parse-job.ts";

const SECOND_MS = 1_000;

function progress({ total, counts, activeMs, activeSinceMs }: JobRecord, nowMs: number): JobProgressSummary {
  const sinceMs = activeSinceMs === undefined ? 0 : Math.max(0, nowMs - activeSinceMs);
  return {
    TotalNumberOfTasks: total ?? 0,
    NumberOfTasksSucceeded: counts.succeeded,
    NumberOfTasksFailed: counts.failed,
    Timers: { ElapsedTimeInActiveSeconds: Math.floor((activeMs + sinceMs) / SECOND_MS) },
  };
}

const dateOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

export function describeJob(job: JobRecord, nowMs: number): JobDescriptor {
  const { request, failures } = job;
  return {
    JobId: job.id,
    ConfirmationRequired: request.ConfirmationRequired ?? false,
    Description: request.Description,
    JobArn: jobArn(job),
    Status: job.status,
    Manifest: request.Manifest,
    Operation: request.Operation,
    Priority: job.priority,
    ProgressSummary: progress(job, nowMs),
    StatusUpdateReason: job.statusUpdateReason,
    FailureReasons: failures?.map(({ code, reason }) => ({ FailureCode: code, FailureReason: reason })),
    Report: request.Report,
    CreationTime: new Date(job.createdMs),
    TerminationDate: dateOf(job.terminatedMs),
    RoleArn: request.RoleArn,
    SuspendedDate: dateOf(job.suspendedMs),
    SuspendedCause: job.suspendedMs === undefined ? undefined : SUSPENDED_CAUSE,
    ManifestGenerator: request.ManifestGenerator,
    GeneratedManifestDescriptor: job.generatedManifest,
  };
}

/** AWS: the only cause there is (API_JobDescriptor, SuspendedCause; s3:JobSuspendedCause in the service authorization reference). */
export const SUSPENDED_CAUSE = "AWAITING_CONFIRMATION";

export function listedJob(job: JobRecord, nowMs: number): JobListDescriptor {
  return {
    JobId: job.id,
    Description: job.request.Description,
    Operation: operationName(job.request.Operation),
    Priority: job.priority,
    Status: job.status,
    CreationTime: new Date(job.createdMs),
    TerminationDate: dateOf(job.terminatedMs),
    ProgressSummary: progress(job, nowMs),
  };
}
