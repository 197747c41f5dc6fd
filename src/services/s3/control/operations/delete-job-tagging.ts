import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { putJob } from "../../batch/job-record.ts";
import type { S3 } from "../../s3.ts";
import { jobAccess, openJob } from "../open-job.ts";

/**
 * @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteJobTagging.html (read 2026-11-29)
 */
export const deleteJobTagging: Operation<typeof Sdk, "DeleteJobTagging", S3> = {
  access: (input, context) => [jobAccess("s3:DeleteJobTagging", input, context)],
  async handle(input, context, s3) {
    await s3.records.transact((transaction) =>
      putJob(transaction, { ...openJob(transaction, input, context), tags: [] }),
    );
    return {};
  },
};
