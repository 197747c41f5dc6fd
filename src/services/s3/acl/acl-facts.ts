/**
 * What access control lists say on one check: an allow on the resource's side, and whose word counts for an object that another account owns.
 *
 * AWS: a list gives permissions to accounts and groups, so within the owner's own account policies alone decide, but for what everybody may do. The owner of a
 * bucket has no say over objects that others own in it, but to deny and to delete: their own lists decide
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html, read 2026-11-29).
 */
import type { Caller } from "../../../auth/principal.ts";
import { ANONYMOUS_ACCOUNT } from "../../../kit/canonical-user-id.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { ResourceFacts } from "../../../kit/ports/resource-facts.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { hasAcls, ownerOfObject } from "../access/object-ownership.ts";
import { effectiveBlockOf } from "../access/public-access-block.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readCurrentObject, readVersion } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { readBucketAcl } from "./bucket-acl.ts";
import { type Acl, type AclGroup, type AclPermission, isPublicAcl, ownerOnlyAcl } from "./object-acl.ts";

type AclFacts = Pick<ResourceFacts, "grant" | "ownerAccountId">;

export interface AclQuestion {
  readonly bucket: BucketRecord;
  readonly key: string | undefined;
  readonly check: AccessCheck;
  readonly caller: Caller;
}

interface Need {
  /** Whose list is asked. */
  readonly of: "bucket" | "object";
  readonly permission: AclPermission;
}

const READ_BUCKET: Need = { of: "bucket", permission: "READ" };
const WRITE_BUCKET: Need = { of: "bucket", permission: "WRITE" };
const READ_OBJECT: Need = { of: "object", permission: "READ" };

/**
 * AWS: acl-overview.html, "Mapping of ACL permissions and access policy permissions". What is not listed no list can give. That the parts of an upload that one may
 * begin may be listed and the upload be given up is assumed: AWS gives these to the initiator.
 */
const NEEDS: ReadonlyMap<string, Need> = new Map([
  ["s3:ListBucket", READ_BUCKET],
  ["s3:ListBucketVersions", READ_BUCKET],
  ["s3:ListBucketMultipartUploads", READ_BUCKET],
  ["s3:PutObject", WRITE_BUCKET],
  ["s3:DeleteObject", WRITE_BUCKET],
  ["s3:AbortMultipartUpload", WRITE_BUCKET],
  ["s3:ListMultipartUploadParts", WRITE_BUCKET],
  ["s3:GetBucketAcl", { of: "bucket", permission: "READ_ACP" }],
  ["s3:PutBucketAcl", { of: "bucket", permission: "WRITE_ACP" }],
  ["s3:GetObject", READ_OBJECT],
  ["s3:GetObjectVersion", READ_OBJECT],
  ["s3:GetObjectAcl", { of: "object", permission: "READ_ACP" }],
  ["s3:GetObjectVersionAcl", { of: "object", permission: "READ_ACP" }],
  ["s3:PutObjectAcl", { of: "object", permission: "WRITE_ACP" }],
  ["s3:PutObjectVersionAcl", { of: "object", permission: "WRITE_ACP" }],
]);

/** Nothing is read of a bucket in which lists are disabled. */
export function aclFacts(s3: S3, reader: Reader, question: AclQuestion): AclFacts {
  const { bucket, check, caller } = question;
  if (!hasAcls(bucket)) return {};
  const need = NEEDS.get(check.action);
  if (need === undefined) return {};
  const asking: Asking = { s3, reader, bucket, caller };
  if (need.of === "bucket") return bucketFacts(asking, question, need.permission);
  return check.isOfNewResource === true ? newObjectFacts(asking) : objectFacts(asking, question, need.permission);
}

interface Asking {
  readonly s3: S3;
  readonly reader: Reader;
  readonly bucket: BucketRecord;
  readonly caller: Caller;
}

function bucketFacts(asking: Asking, { key, check }: AclQuestion, permission: AclPermission): AclFacts {
  const { reader, bucket } = asking;
  if (check.action === "s3:DeleteObject" && !isOwnersOrAbsent(asking, key)) return {};
  const acl = readBucketAcl(reader, bucket);
  return acl !== undefined && isGranted(asking, { acl, ownerAccountId: bucket.accountId }, permission)
    ? { grant: "the access control list of the bucket" }
    : {};
}

/** AWS: who may write in the bucket may delete what he owns himself (acl-overview.html, WRITE). */
function isOwnersOrAbsent({ reader, bucket, caller }: Asking, key: string | undefined): boolean {
  const current = key === undefined ? undefined : readCurrentObject(reader, bucket.name, key);
  return current === undefined || ownerOfObject(bucket, current) === accountOf(caller);
}

/** The list that comes with a new object: that is the writer's own, and so is the list. */
function newObjectFacts({ bucket, caller }: Asking): AclFacts {
  const account = accountOf(caller);
  if (account === undefined || account === bucket.accountId) return {};
  return ownedBy(account, account);
}

function objectFacts(asking: Asking, { key, check }: AclQuestion, permission: AclPermission): AclFacts {
  const { bucket, caller } = asking;
  const version = key === undefined ? undefined : versionOf(asking, key, check);
  if (version === undefined) return {};
  const ownerAccountId = ownerOfObject(bucket, version);
  const owned = ownerAccountId === bucket.accountId ? {} : ownedBy(ownerAccountId, accountOf(caller));
  const acl = version.acl ?? ownerOnlyAcl(asking.s3.canonicalUserIds.of(ownerAccountId));
  return isGranted(asking, { acl, ownerAccountId }, permission)
    ? { ...owned, grant: "the access control list of the object" }
    : owned;
}

/** Anonymous callers own together what one of them wrote; nobody's policies speak for them. */
function ownedBy(ownerAccountId: string, caller: string | undefined): AclFacts {
  if (ownerAccountId !== ANONYMOUS_ACCOUNT || caller !== ANONYMOUS_ACCOUNT) return { ownerAccountId };
  return { ownerAccountId, grant: "the ownership of the object" };
}

function versionOf({ reader, bucket }: Asking, key: string, check: AccessCheck): ObjectVersion | undefined {
  const versionId = check.conditions?.["s3:versionid"];
  const version =
    typeof versionId === "string"
      ? readVersion(reader, bucket.name, key, versionId)
      : readCurrentObject(reader, bucket.name, key);
  return version === undefined || version.isDeleteMarker ? undefined : version;
}

function isGranted(
  { s3, reader, bucket, caller }: Asking,
  { acl, ownerAccountId }: { readonly acl: Acl; readonly ownerAccountId: string },
  permission: AclPermission,
): boolean {
  const account = accountOf(caller);
  const names = account === undefined || account === ownerAccountId ? undefined : s3.canonicalUserIds.of(account);
  const groups = groupsOf(caller);
  const hidesPublic = isPublicAcl(acl) && effectiveBlockOf(reader, bucket).ignorePublicAcls;
  return acl.grants.some(({ grantee, permission: given }) => {
    if (given !== permission && given !== "FULL_CONTROL") return false;
    if ("canonicalUserId" in grantee) return grantee.canonicalUserId === names;
    return groups.has(grantee.group) && !(hidesPublic && grantee.group !== "LogDelivery");
  });
}

const ANONYMOUS_GROUPS: ReadonlySet<AclGroup> = new Set(["AllUsers"]);
const SIGNED_GROUPS: ReadonlySet<AclGroup> = new Set(["AllUsers", "AuthenticatedUsers"]);
const LOGGING_GROUPS: ReadonlySet<AclGroup> = new Set(["LogDelivery"]);
const NO_GROUPS: ReadonlySet<AclGroup> = new Set();

function groupsOf({ principal }: Caller): ReadonlySet<AclGroup> {
  if (principal.type === "anonymous") return ANONYMOUS_GROUPS;
  if (principal.type !== "service") return SIGNED_GROUPS;
  return principal.service === "logging.s3.amazonaws.com" ? LOGGING_GROUPS : NO_GROUPS;
}

/** Undefined for services, which lists know as groups only. */
function accountOf({ principal }: Caller): string | undefined {
  if (principal.type === "anonymous") return ANONYMOUS_ACCOUNT;
  return principal.type === "service" ? undefined : principal.accountId;
}
