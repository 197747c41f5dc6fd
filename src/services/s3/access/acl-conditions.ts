/**
 * What a request asks of access control lists, as condition keys. The grants are the headers as they were sent.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html (read 2026-11-29)
 */
import type { AclOptions } from "../acl/asked-acl.ts";

export const ACL_KEYS = [
  ["ACL", "s3:x-amz-acl"],
  ["GrantFullControl", "s3:x-amz-grant-full-control"],
  ["GrantRead", "s3:x-amz-grant-read"],
  ["GrantReadACP", "s3:x-amz-grant-read-acp"],
  ["GrantWrite", "s3:x-amz-grant-write"],
  ["GrantWriteACP", "s3:x-amz-grant-write-acp"],
] as const;

export function aclConditions(input: AclOptions): Record<string, string> {
  const conditions: Record<string, string> = {};
  for (const [member, key] of ACL_KEYS) {
    const value = input[member];
    if (value !== undefined) conditions[key] = value;
  }
  return conditions;
}
