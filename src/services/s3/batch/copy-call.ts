/**
 * A copy of a batch job as the CopyObject that it is.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_S3CopyObjectOperation.html (read 2026-11-29)
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { S3CopyObjectOperation, S3Grant } from "@aws-sdk/client-s3-control";
import type { InputOf } from "../../../kit/operation.ts";
import { bucketOfArn } from "./parse-job.ts";
import type { Task } from "./spool.ts";
import { encodeKey } from "./task-result.ts";

type CopyInput = InputOf<typeof Sdk, "CopyObject">;

export interface CopyCall {
  readonly input: CopyInput;
  /** What CopyObject reads of the request itself. */
  readonly headers: Readonly<Record<string, string>>;
}

export function copyCall(copy: S3CopyObjectOperation, [bucket, key, versionId]: Task): CopyCall {
  const { TargetKeyPrefix: prefix, NewObjectMetadata: metadata, RequesterPays: pays } = copy;
  const version = versionId === undefined ? "" : `?versionId=${versionId}`;
  const expires = metadata?.HttpExpiresDate?.toUTCString();
  return {
    input: {
      Bucket: bucketOfArn(copy.TargetResource, "The target of the copies"),
      // AWS: "Folder1" puts the copies into the folder of this name (the page above).
      Key: prefix === undefined || prefix === "" ? key : `${prefix}/${key}`,
      CopySource: `${bucket}/${encodeKey(key)}${version}`,
      CopySourceIfModifiedSince: copy.ModifiedSinceConstraint,
      CopySourceIfUnmodifiedSince: copy.UnModifiedSinceConstraint,
      ACL: copy.CannedAccessControlList,
      ...grantMembers(copy.AccessControlGrants ?? []),
      ...metadataMembers(copy),
      ...taggingMembers(copy),
      ...encryptionMembers(copy),
      WebsiteRedirectLocation: copy.RedirectLocation,
      RequestPayer: pays === true ? "requester" : undefined,
      StorageClass: copy.StorageClass,
      ObjectLockLegalHoldStatus: copy.ObjectLockLegalHoldStatus,
      ObjectLockMode: copy.ObjectLockMode,
      ObjectLockRetainUntilDate: copy.ObjectLockRetainUntilDate,
      ChecksumAlgorithm: copy.ChecksumAlgorithm,
    },
    headers: {
      ...(pays === true ? { "x-amz-request-payer": "requester" } : {}),
      ...(expires === undefined ? {} : { expires }),
    },
  };
}

/** AWS: metadata that is given replaces the source's, unless the directive says otherwise. */
function metadataMembers({ MetadataDirective, NewObjectMetadata: given }: S3CopyObjectOperation): Partial<CopyInput> {
  return {
    MetadataDirective: MetadataDirective ?? (given === undefined ? "COPY" : "REPLACE"),
    CacheControl: given?.CacheControl,
    ContentDisposition: given?.ContentDisposition,
    ContentEncoding: given?.ContentEncoding,
    ContentLanguage: given?.ContentLanguage,
    ContentType: given?.ContentType,
    Metadata: given?.UserMetadata,
  };
}

function taggingMembers({ NewObjectTagging: tags }: S3CopyObjectOperation): Partial<CopyInput> {
  if (tags === undefined) return {};
  const pairs = tags.map(({ Key = "", Value = "" }) => `${encodeURIComponent(Key)}=${encodeURIComponent(Value)}`);
  return { TaggingDirective: "REPLACE", Tagging: pairs.join("&") };
}

function encryptionMembers(copy: S3CopyObjectOperation): Partial<CopyInput> {
  const { SSEAwsKmsKeyId: keyId, NewObjectMetadata: metadata, BucketKeyEnabled } = copy;
  const isKms = keyId !== undefined || metadata?.SSEAlgorithm === "KMS";
  return {
    ServerSideEncryption: isKms ? "aws:kms" : metadata?.SSEAlgorithm === "AES256" ? "AES256" : undefined,
    SSEKMSKeyId: keyId,
    BucketKeyEnabled,
  };
}

const GRANT_MEMBERS = {
  FULL_CONTROL: "GrantFullControl",
  READ: "GrantRead",
  READ_ACP: "GrantReadACP",
  WRITE: undefined,
  WRITE_ACP: "GrantWriteACP",
} as const;

function grantMembers(grants: readonly S3Grant[]): Partial<CopyInput> {
  const members: Record<string, string> = {};
  for (const { Grantee: grantee, Permission: permission = "READ" } of grants) {
    const member = GRANT_MEMBERS[permission];
    if (member === undefined) continue;
    const text = `${grantee?.TypeIdentifier ?? "id"}="${grantee?.Identifier ?? ""}"`;
    members[member] = members[member] === undefined ? text : `${members[member]}, ${text}`;
  }
  return members;
}
