/**
 * An access control list from what a request asked: canned lists become grants, grantees become accounts and groups.
 *
 * A canonical user id is not looked up: any one that is well-formed passes, because accounts here have no register. AWS refuses those that no account has.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl (read 2026-11-29)
 */
import { ANONYMOUS_CANONICAL_ID } from "../../../kit/canonical-user-id.ts";
import { defaultsOfBucket } from "../buckets/defaults.ts";
import { emailGranteeNotAllowed, invalidArgument, unresolvableGrantByEmail } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { AskedAcl, AskedGrantee, CannedAcl } from "./asked-acl.ts";
import { type Acl, type AclGrant, type AclGroup, type AclPermission, isOwnerOnly } from "./object-acl.ts";

export const GROUP_URIS: Readonly<Record<AclGroup, string>> = {
  AllUsers: "http://acs.amazonaws.com/groups/global/AllUsers",
  AuthenticatedUsers: "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
  LogDelivery: "http://acs.amazonaws.com/groups/s3/LogDelivery",
};

const GROUPS_BY_URI: ReadonlyMap<string, AclGroup> = new Map(
  Object.entries(GROUP_URIS).map(([group, uri]) => [uri, group as AclGroup]),
);

/** AWS: the account of EC2 that reads bundles of machine images, as lists made with `aws-exec-read` name it. */
const EC2_CANONICAL_ID = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";

const CANONICAL_ID = /^[0-9a-f]{64}$/;

/** Of which bucket, or of which object in it, a list is to be. */
export interface AclPlace {
  readonly bucket: BucketRecord;
  /** Account that owns the bucket or the object. */
  readonly ownerAccountId: string;
}

/**
 * Undefined when the owner alone has access.
 *
 * @throws {InvalidArgument} 400 for a grantee that cannot be  @throws {MethodNotAllowed} 405 and {UnresolvableGrantByEmailAddress} 400 for one by e-mail
 */
export function resolveAcl(s3: S3, place: AclPlace, asked: AskedAcl): Acl | undefined {
  if (asked === undefined) return undefined;
  const ownerId = s3.canonicalUserIds.of(place.ownerAccountId);
  const grants =
    "canned" in asked
      ? cannedGrants(asked.canned, ownerId, s3.canonicalUserIds.of(place.bucket.accountId))
      : asked.grants.map(({ grantee, permission }) => ({
          grantee: granteeOf(s3, place.bucket, grantee),
          permission,
        }));
  const acl = { grants };
  return isOwnerOnly(acl, ownerId) ? undefined : acl;
}

function cannedGrants(canned: CannedAcl, ownerId: string, bucketOwnerId: string): readonly AclGrant[] {
  const toUser = (canonicalUserId: string, permission: AclPermission): AclGrant => ({
    grantee: { canonicalUserId },
    permission,
  });
  const toGroup = (group: AclGroup, permission: AclPermission): AclGrant => ({ grantee: { group }, permission });
  const owner = toUser(ownerId, "FULL_CONTROL");
  const isBucketOwners = ownerId === bucketOwnerId;
  switch (canned) {
    case "private":
      return [owner];
    case "public-read":
      return [owner, toGroup("AllUsers", "READ")];
    case "public-read-write":
      return [owner, toGroup("AllUsers", "READ"), toGroup("AllUsers", "WRITE")];
    case "authenticated-read":
      return [owner, toGroup("AuthenticatedUsers", "READ")];
    case "aws-exec-read":
      return [owner, toUser(EC2_CANONICAL_ID, "READ")];
    case "bucket-owner-read":
      return isBucketOwners ? [owner] : [owner, toUser(bucketOwnerId, "READ")];
    case "bucket-owner-full-control":
      return isBucketOwners ? [owner] : [owner, toUser(bucketOwnerId, "FULL_CONTROL")];
    case "log-delivery-write":
      return [owner, toGroup("LogDelivery", "WRITE"), toGroup("LogDelivery", "READ_ACP")];
  }
}

function granteeOf(s3: S3, bucket: BucketRecord, asked: AskedGrantee): AclGrant["grantee"] {
  if ("id" in asked) {
    if (!isCanonicalId(asked.id)) throw invalidArgument("Invalid id", "CanonicalUser/ID", asked.id);
    return { canonicalUserId: asked.id };
  }
  if ("uri" in asked) {
    const group = GROUPS_BY_URI.get(asked.uri);
    if (group === undefined) throw invalidArgument("Invalid group uri", "Group/URI", asked.uri);
    return { group };
  }
  if (defaultsOfBucket(bucket) !== "legacy") throw emailGranteeNotAllowed();
  const canonicalUserId = s3.accountNames.canonicalIdOfEmail(asked.email);
  if (canonicalUserId === undefined) throw unresolvableGrantByEmail(asked.email);
  return { canonicalUserId };
}

export function isCanonicalId(text: string): boolean {
  return CANONICAL_ID.test(text) || text === ANONYMOUS_CANONICAL_ID;
}
