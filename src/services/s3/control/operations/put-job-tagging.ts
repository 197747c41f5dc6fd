import type * as Sdk from "@aws-sdk/client-s3-control";
import type { Operation } from "../../../../kit/operation.ts";
import { requestTagConditions } from "../../../../kit/tag-conditions.ts";
import { putJob } from "../../batch/job-record.ts";
import { parseJobTags } from "../../batch/job-tags.ts";
import type { S3 } from "../../s3.ts";
import { jobAccess, openJob } from "../open-job.ts";

/**
 * Replaces the tags of a job.
 *
 * @throws {TooManyTagsException} 400  @throws {InvalidTag} 400  @throws {AccessDenied} 403 for another account  @throws {NoSuchJobException} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html (read 2026-11-29)
 */
export const putJobTagging: Operation<typeof Sdk, "PutJobTagging", S3> = {
  access(input, context) {
    const tags = input.Tags.map(({ Key = "", Value = "" }) => [Key, Value] as const);
    return [jobAccess("s3:PutJobTagging", input, context, requestTagConditions(tags))];
  },
  async handle(input, context, s3) {
    const tags = parseJobTags(input.Tags);
    await s3.records.transact((transaction) => putJob(transaction, { ...openJob(transaction, input, context), tags }));
    return {};
  },
};
