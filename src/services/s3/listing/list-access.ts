/** Permission to list a bucket, with the condition keys that policies narrow listings by. */
import type { AccessCheck } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";

export interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export function listAccess(action: string, input: ListInput): AccessCheck[] {
  const conditions: Record<string, string> = {};
  if (input.Prefix !== undefined) conditions["s3:prefix"] = input.Prefix;
  if (input.Delimiter !== undefined) conditions["s3:delimiter"] = input.Delimiter;
  if (input.MaxKeys !== undefined) conditions["s3:max-keys"] = String(input.MaxKeys);
  return [{ action, resource: bucketArn(input.Bucket), conditions }];
}
