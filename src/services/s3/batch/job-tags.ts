/** Tags of jobs between the API's form and ours. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html (read 2026-11-29) */
import type { S3Tag } from "@aws-sdk/client-s3-control";
import type { Tag } from "../store/version-record.ts";
import { parseTagSet } from "../tagging/tag-set.ts";
import { JOB_TAGS_MAX } from "./batch-limits.ts";
import { tooManyJobTags } from "./batch-errors.ts";

/** @throws {TooManyTagsException} 400  @throws {InvalidTag} 400 */
export function parseJobTags(sent: readonly S3Tag[]): readonly Tag[] {
  if (sent.length > JOB_TAGS_MAX) throw tooManyJobTags(JOB_TAGS_MAX);
  return parseTagSet(sent, "bucket");
}

export function showJobTags(tags: readonly Tag[]): S3Tag[] {
  return tags.map(([Key, Value]) => ({ Key, Value }));
}
