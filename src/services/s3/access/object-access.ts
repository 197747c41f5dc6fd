/**
 * The permissions of object operations: a version that is named has actions of its own, and what a write asks for is condition keys.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html (checked against its data by a test)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html (which operation needs what; read 2026-11-23)
 */
import type { AccessCheck } from "../../../kit/operation.ts";
import type { AclOptions } from "../acl/asked-acl.ts";
import { objectArn } from "../arns.ts";
import { ACL_KEYS, aclConditions } from "./acl-conditions.ts";
import { parseTaggingHeader } from "../tagging/tag-set.ts";
import type { Tag } from "../store/version-record.ts";

interface ObjectInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

/** `verb`: `s3:Get` ...; `noun`: what follows `Object` or `ObjectVersion` in the action's name. */
export function objectAccess(verb: "s3:Get" | "s3:Put" | "s3:Delete", input: ObjectInput, noun = ""): AccessCheck {
  const { VersionId: versionId } = input;
  const resource = objectArn(input.Bucket, input.Key);
  if (versionId === undefined) return { action: `${verb}Object${noun}`, resource };
  return { action: `${verb}ObjectVersion${noun}`, resource, conditions: { "s3:versionid": versionId } };
}

/**
 * What If-Match asks for besides the write or delete itself: an ETag tells of the content, so it is compared for readers only; `*` tells that the
 * object is there, which whoever may write or delete it may know.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-delete-enforce.html (read 2026-11-23: "conditional deletes with a specific ETag
 * value require both s3:DeleteObject and s3:GetObject permissions"; for writes assumed to be alike)
 */
export function matchAccess({ Bucket, Key }: ObjectInput, ifMatch: string | undefined): AccessCheck[] {
  return ifMatch === undefined || ifMatch === "*" ? [] : [objectAccess("s3:Get", { Bucket, Key })];
}

/** A delete of a key or of a version, with If-Match when it is asked of the current object. */
export function deleteAccess(input: ObjectInput, ifMatch: string | undefined): AccessCheck[] {
  const check = objectAccess("s3:Delete", input);
  if (ifMatch === undefined) return [check];
  const matched = input.VersionId === undefined ? { ...check, conditions: { "s3:if-match": ifMatch } } : check;
  return [matched, ...matchAccess(input, ifMatch)];
}

/** Members of a write that are condition keys of `s3:PutObject`. */
export interface WriteInput extends ObjectInput, AclOptions {
  readonly StorageClass?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly MetadataDirective?: string | undefined;
  readonly Tagging?: string | undefined;
}

const WRITE_KEYS = [
  ...ACL_KEYS,
  ["StorageClass", "s3:x-amz-storage-class"],
  ["ServerSideEncryption", "s3:x-amz-server-side-encryption"],
  ["SSEKMSKeyId", "s3:x-amz-server-side-encryption-aws-kms-key-id"],
  ["SSECustomerAlgorithm", "s3:x-amz-server-side-encryption-customer-algorithm"],
  ["WebsiteRedirectLocation", "s3:x-amz-website-redirect-location"],
  ["IfMatch", "s3:if-match"],
  ["IfNoneMatch", "s3:if-none-match"],
  ["MetadataDirective", "s3:x-amz-metadata-directive"],
] as const;

/**
 * What a write needs: `s3:PutObject`, and permissions of their own for an ACL and for tags.
 *
 * @param write `isCreation`: the object is there afterwards; not so for the beginning and the parts of a multipart upload (`s3:ObjectCreationOperation`,
 *   conditional-writes-enforce.html). `copySource`: `bucket/key` of a copy.
 */
export function writeAccess(
  input: WriteInput,
  write: { readonly isCreation: boolean; readonly copySource?: string },
): AccessCheck[] {
  const resource = objectArn(input.Bucket, input.Key);
  const conditions: Record<string, string | readonly string[]> = {
    ...conditionsOf(input, WRITE_KEYS),
    "s3:ObjectCreationOperation": String(write.isCreation),
  };
  if (write.copySource !== undefined) conditions["s3:x-amz-copy-source"] = write.copySource;
  const tags = input.Tagging === undefined ? {} : objectTagConditions(parseTaggingHeader(input.Tagging));
  const checks: AccessCheck[] = [{ action: "s3:PutObject", resource, conditions: { ...conditions, ...tags } }];
  const acl = aclConditions(input);
  if (Object.keys(acl).length > 0)
    checks.push({ action: "s3:PutObjectAcl", resource, conditions: acl, isOfNewResource: true });
  if (input.Tagging !== undefined) checks.push({ action: "s3:PutObjectTagging", resource, conditions: tags });
  return [...checks, ...matchAccess(input, input.IfMatch)];
}

function conditionsOf(
  input: WriteInput,
  keys: readonly (readonly [member: keyof WriteInput, key: string])[],
): Record<string, string> {
  const conditions: Record<string, string> = {};
  for (const [member, key] of keys) {
    const value = input[member];
    if (value !== undefined) conditions[key] = value;
  }
  return conditions;
}

/** `s3:RequestObjectTag/<key>` and `s3:RequestObjectTagKeys`. */
export function objectTagConditions(tags: readonly Tag[]): Record<string, string | readonly string[]> {
  const conditions: Record<string, string | readonly string[]> = {};
  for (const [key, value] of tags) conditions[`s3:RequestObjectTag/${key}`] = value;
  if (tags.length > 0) conditions["s3:RequestObjectTagKeys"] = tags.map(([key]) => key);
  return conditions;
}
