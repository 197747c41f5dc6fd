import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { showJobTags } from "../../batch/job-tags.ts";
import type { S3 } from "../../s3.ts";
import { jobAccess, openJob } from "../open-job.ts";

/**
 * @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetJobTagging.html (read 2026-11-29)
 */
export const getJobTagging: Operation<typeof Sdk, "GetJobTagging", S3> = {
  access: (input, context) => [jobAccess("s3:GetJobTagging", input, context)],
  async handle(input, context, s3) {
    const { tags } = await s3.records.read((reader) => openJob(reader, input, context));
    return { Tags: showJobTags(tags) };
  },
};
