/** What a write of an object asks of access control lists, and what its object gets: a list, and an owner. */
import type { Principal } from "../../../auth/principal.ts";
import { ANONYMOUS_ACCOUNT, type CanonicalUserIds } from "../../../kit/canonical-user-id.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { hasAcls, objectOwnershipOf } from "../access/object-ownership.ts";
import { objectArn } from "../arns.ts";
import { accessControlListNotSupported } from "../errors.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord, ObjectOwnership } from "../store/bucket-record.ts";
import type { ObjectOptions } from "../store/version-record.ts";
import { type AclOptions, type AskedAcl, parseAclHeaders } from "./asked-acl.ts";
import { checkPublicAcl } from "./block-public-acl.ts";
import { isCanonicalId, resolveAcl } from "./resolve-acl.ts";

interface Settling {
  readonly s3: S3;
  readonly reader: Reader;
  readonly bucket: BucketRecord;
  readonly context: RequestContext;
  readonly key: string;
}

export function parseAcl(input: AclOptions): AskedAcl {
  return parseAclHeaders(input, "object");
}

/**
 * The list and the owner of an object that is written now. Both are left out in most buckets.
 *
 * @throws {AccessControlListNotSupported} 400 where lists are disabled  @throws {AccessDenied} 403 for a public list that Block Public Access refuses
 * @throws {ServiceError} those of resolveAcl
 */
export function settleAcl(
  { s3, reader, bucket, context, key }: Settling,
  asked: AskedAcl,
): Pick<ObjectOptions, "acl" | "ownerAccountId"> {
  if (!hasAcls(bucket)) {
    if (asked !== undefined && !isBucketOwnerFullControl(s3.canonicalUserIds, bucket, asked))
      throw accessControlListNotSupported();
    return {};
  }
  const owner = ownerOfWrite(bucket, objectOwnershipOf(bucket), { principal: context.principal, asked });
  const acl = resolveAcl(s3, { bucket, ownerAccountId: owner }, asked);
  checkPublicAcl(reader, bucket, acl, { context, action: "s3:PutObject", resource: objectArn(bucket.name, key) });
  return { acl, ownerAccountId: owner === bucket.accountId ? undefined : owner };
}

/** AWS: what the bucket does anyway may be said, as the canned list or as the one grant that it means (API_PutObject). */
function isBucketOwnerFullControl(ids: CanonicalUserIds, bucket: BucketRecord, asked: NonNullable<AskedAcl>): boolean {
  if ("canned" in asked) return asked.canned === "bucket-owner-full-control";
  const [grant, ...others] = asked.grants;
  if (grant === undefined || others.length > 0 || grant.permission !== "FULL_CONTROL") return false;
  return "id" in grant.grantee && isCanonicalId(grant.grantee.id) && grant.grantee.id === ids.of(bucket.accountId);
}

function ownerOfWrite(
  bucket: BucketRecord,
  ownership: ObjectOwnership,
  { principal, asked }: { readonly principal: Principal; readonly asked: AskedAcl },
): string {
  const isGivenAway = asked !== undefined && "canned" in asked && asked.canned === "bucket-owner-full-control";
  if (ownership === "BucketOwnerPreferred" && isGivenAway) return bucket.accountId;
  if (principal.type === "anonymous") return ANONYMOUS_ACCOUNT;
  // What a service writes for an account (access logs, inventories) is the bucket owner's.
  return principal.type === "service" ? bucket.accountId : principal.accountId;
}
