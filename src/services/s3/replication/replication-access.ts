/**
 * What the role of a replication must be allowed to: read the version for replication where it is, and replicate it where it goes. In another account the bucket policy
 * of the destination must allow it too; the authorizer sees to that.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html (read 2026-11-29)
 */
import type { AccessCheck } from "../../../kit/operation.ts";
import { bucketArn, objectArn } from "../arns.ts";
import type { VersionRecord } from "../store/version-record.ts";
import type { Rule } from "./rules.ts";

export interface ReplicationSubject {
  readonly bucket: string;
  readonly key: string;
  readonly version: VersionRecord;
  readonly rule: Rule;
}

export function replicationAccess({ bucket, key, version, rule }: ReplicationSubject): readonly AccessCheck[] {
  const from = objectArn(bucket, key);
  const to = objectArn(rule.destination.bucket, key);
  const configuration = { action: "s3:GetReplicationConfiguration", resource: bucketArn(bucket) };
  if (version.isDeleteMarker) return [configuration, { action: "s3:ReplicateDelete", resource: to }];
  const { tags, acl, lock, encryption } = version;
  const sealed = encryption === undefined || encryption.algorithm === "customer" ? undefined : encryption.algorithm;
  const conditions = sealed === undefined ? {} : { "s3:x-amz-server-side-encryption": sealed };
  const needs: readonly (readonly [isNeeded: boolean, action: string, resource: string])[] = [
    [true, "s3:GetObjectVersionForReplication", from],
    [acl !== undefined, "s3:GetObjectVersionAcl", from],
    [tags !== undefined, "s3:GetObjectVersionTagging", from],
    [lock?.retention !== undefined, "s3:GetObjectRetention", from],
    [lock?.legalHold !== undefined, "s3:GetObjectLegalHold", from],
    [tags !== undefined, "s3:ReplicateTags", to],
    [rule.destination.overridesOwner, "s3:ObjectOwnerOverrideToBucketOwner", to],
  ];
  const checks = needs.flatMap(([isNeeded, action, resource]) => (isNeeded ? [{ action, resource }] : []));
  return [configuration, ...checks, { action: "s3:ReplicateObject", resource: to, conditions }];
}
