/** Permissions of the object tagging operations: a version has an action of its own. */
import type { AccessCheck } from "../../../kit/operation.ts";
import { objectArn } from "../arns.ts";

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export function taggingAccess(
  verb: "Get" | "Put" | "Delete",
  input: { Bucket: string; Key: string; VersionId?: string | undefined },
): AccessCheck[] {
  const noun = input.VersionId === undefined ? "ObjectTagging" : "ObjectVersionTagging";
  return [{ action: `s3:${verb}${noun}`, resource: objectArn(input.Bucket, input.Key) }];
}
