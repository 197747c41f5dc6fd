/** Batch operations: the rows of these operations in S3 Control's table. */
import type * as Sdk from "@aws-sdk/client-s3-control";
import type { OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";
import { createJob } from "./operations/create-job.ts";
import { deleteJobTagging } from "./operations/delete-job-tagging.ts";
import { describeJob } from "./operations/describe-job.ts";
import { getJobTagging } from "./operations/get-job-tagging.ts";
import { listJobs } from "./operations/list-jobs.ts";
import { putJobTagging } from "./operations/put-job-tagging.ts";
import { updateJobPriority } from "./operations/update-job-priority.ts";
import { updateJobStatus } from "./operations/update-job-status.ts";

type Names =
  | "CreateJob"
  | "DeleteJobTagging"
  | "DescribeJob"
  | "GetJobTagging"
  | "ListJobs"
  | "PutJobTagging"
  | "UpdateJobPriority"
  | "UpdateJobStatus";

export const batchTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  CreateJob: createJob,
  DeleteJobTagging: deleteJobTagging,
  DescribeJob: describeJob,
  GetJobTagging: getJobTagging,
  ListJobs: listJobs,
  PutJobTagging: putJobTagging,
  UpdateJobPriority: updateJobPriority,
  UpdateJobStatus: updateJobStatus,
};
