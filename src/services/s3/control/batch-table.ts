/** Batch operations: the rows of these operations in S3 Control's table. */
import type * as Sdk from "@aws-sdk/client-s3-control";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

const missing = {
  jobs: notImplemented("batch operations are not there yet"),
} as const;

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
  CreateJob: missing.jobs,
  DeleteJobTagging: missing.jobs,
  DescribeJob: missing.jobs,
  GetJobTagging: missing.jobs,
  ListJobs: missing.jobs,
  PutJobTagging: missing.jobs,
  UpdateJobPriority: missing.jobs,
  UpdateJobStatus: missing.jobs,
};
