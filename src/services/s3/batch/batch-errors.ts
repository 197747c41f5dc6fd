/**
 * What S3 Control refuses about jobs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-batch-operations.html (read 2026-11-29: NoSuchJobException, "Cross-account pass role is not allowed")
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html (read 2026-11-29; statuses of the modelled errors are assumed)
 */
import { ServiceError } from "../../../kit/errors.ts";

export function noSuchJob(): ServiceError {
  return new ServiceError({ status: 404, code: "NoSuchJobException", message: "The specified job does not exist" });
}

/** The token was used for another job. */
export function idempotencyConflict(): ServiceError {
  const message = "A job with the same client request token but other parameters exists already.";
  return new ServiceError({ status: 400, code: "IdempotencyException", message });
}

export function jobStatusConflict(from: string, to: string): ServiceError {
  const message = `The job's status cannot be changed from ${from} to ${to}.`;
  return new ServiceError({ status: 409, code: "JobStatusException", message });
}

export function tooManyJobTags(max: number): ServiceError {
  return new ServiceError({
    status: 400,
    code: "TooManyTagsException",
    message: `A job can have at most ${max} tags.`,
  });
}

export function tooManyJobs(): ServiceError {
  const message = "Too many jobs wait to be carried out. Please try again when some are done.";
  return new ServiceError({ status: 429, code: "TooManyRequestsException", message });
}

export function invalidNextToken(): ServiceError {
  return new ServiceError({ status: 400, code: "InvalidNextTokenException", message: "The next token is not valid." });
}

export function crossAccountRole(): ServiceError {
  return new ServiceError({ status: 403, code: "AccessDenied", message: "Cross-account pass role is not allowed" });
}

/** Ends a job: what DescribeJob shows as its failure. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function invalidManifest(message: string): JobFailed {
  return new JobFailed("InvalidManifestContent", message);
}
