/** An access control list as GetBucketAcl and GetObjectAcl show it. */
import type { Grant, Owner } from "@aws-sdk/client-s3";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import { ownerOf } from "../buckets/owner.ts";
import type { S3 } from "../s3.ts";
import { type Acl, type AclGrant, ownerOnlyAcl } from "./object-acl.ts";
import { type AclPlace, GROUP_URIS } from "./resolve-acl.ts";

export function showAcl(s3: S3, place: AclPlace, acl: Acl | undefined): { Owner: Owner; Grants: Grant[] } {
  const owner = ownerOf(s3, place.ownerAccountId);
  const { grants } = acl ?? ownerOnlyAcl(owner.ID ?? "");
  // AWS documents no order. Suites written for buckets with legacy defaults read the groups first (ceph/s3-tests test_bucket_acl_canned).
  const shown = defaultsOfBucket(place.bucket) === "legacy" ? groupsFirst(grants) : grants;
  return { Owner: owner, Grants: shown.map((grant) => showGrant(s3, grant)) };
}

function groupsFirst(grants: readonly AclGrant[]): readonly AclGrant[] {
  const isOfGroup = ({ grantee }: AclGrant): boolean => "group" in grantee;
  return [...grants.filter(isOfGroup), ...grants.filter((grant) => !isOfGroup(grant))];
}

function showGrant({ accountNames }: S3, { grantee, permission }: AclGrant): Grant {
  if ("group" in grantee) return { Grantee: { Type: "Group", URI: GROUP_URIS[grantee.group] }, Permission: permission };
  const DisplayName = accountNames.displayNameOf(grantee.canonicalUserId);
  const named = DisplayName === undefined ? {} : { DisplayName };
  return { Grantee: { Type: "CanonicalUser", ID: grantee.canonicalUserId, ...named }, Permission: permission };
}
