/** CreateBucket: a new bucket of the caller's account, in the Region the rules of LocationConstraint give. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { AccessCheck, InputOf, Operation } from "../../../kit/operation.ts";
import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { aclConditions } from "../access/acl-conditions.ts";
import { hasAcls } from "../access/object-ownership.ts";
import { publicAccessBlockOf } from "../access/public-access-block.ts";
import { type AskedAcl, parseAclHeaders } from "../acl/asked-acl.ts";
import { checkPublicAcl } from "../acl/block-public-acl.ts";
import { putBucketAclOf } from "../acl/bucket-acl.ts";
import { type Acl, isPublicAcl } from "../acl/object-acl.ts";
import { resolveAcl } from "../acl/resolve-acl.ts";
import { bucketArn } from "../arns.ts";
import { isBucketNameAllowed } from "../buckets/bucket-name.ts";
import { bornWith } from "../buckets/defaults.ts";
import { GLOBAL_REGION, regionOfNewBucket } from "../buckets/location.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  invalidBucketAclWithBlockPublicAccess,
  invalidBucketAclWithObjectOwnership,
  invalidBucketName,
  tooManyBuckets,
} from "../errors.ts";
import { lockSettings } from "../lock/lock-settings.ts";
import { createDirectoryBucket } from "../express/create-directory-bucket.ts";
import { isDirectoryBucketName } from "../express/directory-bucket.ts";
import type { S3 } from "../s3.ts";
import { readBucketCount } from "../store/bucket-count.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { addBucket, readBucket } from "../store/buckets.ts";
import { parseTagSet } from "../tagging/tag-set.ts";

type Input = InputOf<typeof Sdk, "CreateBucket">;

/**
 * Creates a general purpose bucket of the caller's account.
 *
 * Checks, in order: digest of the document, name, options that Lakebed lacks, access control list, location constraint, name taken, quota.
 * AWS: creating a bucket that the caller owns already succeeds in us-east-1 and is refused everywhere else.
 *
 * @throws {BadDigest} 400  @throws {InvalidBucketName} 400  @throws {InvalidLocationConstraint} 400  @throws {IllegalLocationConstraintException} 400
 * @throws {BucketAlreadyExists} 409  @throws {BucketAlreadyOwnedByYou} 409  @throws {TooManyBuckets} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html (read 2026-11-22; check order assumed)
 */
export const createBucket: Operation<typeof Sdk, "CreateBucket", S3> = {
  access: createAccess,
  async handle(input, context, s3) {
    await verifyDocument(context);
    if (isDirectoryBucketName(input.Bucket)) {
      const configuration = input.CreateBucketConfiguration;
      return await createDirectoryBucket(s3, input.Bucket, { configuration, context });
    }
    if (!isBucketNameAllowed(input.Bucket)) throw invalidBucketName(input.Bucket);
    refuseOptions(input);
    const asked = parseAclHeaders(input, "bucket");
    const constraint: string | undefined = input.CreateBucketConfiguration?.LocationConstraint;
    const region = regionOfNewBucket(constraint, context.region);
    const tags = parseTagSet(input.CreateBucketConfiguration?.Tags ?? [], "bucket");
    // AWS: Object Lock turns versioning on (API_CreateBucket).
    const isLocked = input.ObjectLockEnabledForBucket === true;
    const record: BucketRecord = {
      name: input.Bucket,
      accountId: context.accountId,
      region,
      locationConstraint: constraint === "" ? undefined : constraint,
      createdMs: context.nowMs,
      versioning: isLocked ? "enabled" : "off",
      ...bornWith(s3.defaultsOf(context.accountId)),
      objectOwnership: input.ObjectOwnership,
      tags: tags.length === 0 ? undefined : tags,
    };
    await s3.records.transact((transaction) => {
      const acl = aclOfNewBucket(s3, transaction, { record, asked, context });
      const existing = readBucket(transaction, record.name);
      if (existing !== undefined) return acceptExisting(transaction, existing, { wanted: record, acl });
      if (readBucketCount(transaction, record.accountId) >= s3.limits.bucketsPerAccount) throw tooManyBuckets();
      addBucket(transaction, record);
      if (isLocked) lockSettings.put(transaction, putBucketAclOf(transaction, record, acl), {});
      else putBucketAclOf(transaction, record, acl);
    });
    return { Location: `/${record.name}` };
  },
};

function createAccess(input: Input): AccessCheck[] {
  const resource = bucketArn(input.Bucket);
  const { LocationConstraint: location, Tags: tags = [] } = input.CreateBucketConfiguration ?? {};
  const tagged = requestTagConditions(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  const conditions = {
    ...(location === undefined ? {} : { "s3:locationconstraint": location }),
    ...aclConditions(input),
    ...(input.ObjectOwnership === undefined ? {} : { "s3:x-amz-object-ownership": input.ObjectOwnership }),
    ...tagged.conditions,
  };
  const checks: AccessCheck[] = [{ action: "s3:CreateBucket", resource, conditions }];
  const acl = aclConditions(input);
  // AWS: a list that gives nobody else anything needs no permission of its own (API_CreateBucket, "Permissions").
  if (Object.keys(acl).length > 0 && input.ACL !== "private")
    checks.push({ action: "s3:PutBucketAcl", resource, conditions: acl, isOfNewResource: true });
  if (tags.length > 0) checks.push({ action: "s3:TagResource", resource, ...tagged, isOfNewResource: true });
  // AWS: both are needed for ObjectLockEnabledForBucket (API_CreateBucket, "Permissions").
  if (input.ObjectLockEnabledForBucket === true) {
    checks.push(
      { action: "s3:PutBucketObjectLockConfiguration", resource, isOfNewResource: true },
      { action: "s3:PutBucketVersioning", resource, isOfNewResource: true },
    );
  }
  if (input.ObjectOwnership !== undefined)
    checks.push({ action: "s3:PutBucketOwnershipControls", resource, isOfNewResource: true });
  return checks;
}

interface NewBucket {
  readonly record: BucketRecord;
  readonly asked: AskedAcl;
  readonly context: RequestContext;
}

/**
 * AWS: a new bucket has Object Ownership BucketOwnerEnforced unless asked otherwise, and then no list but its owner's; with another ownership, Block Public Access,
 * which every new bucket has, refuses public lists (about-object-ownership.html; error codes of ErrorResponses.html).
 */
function aclOfNewBucket(s3: S3, reader: Reader, { record, asked, context }: NewBucket): Acl | undefined {
  const acl = resolveAcl(s3, { bucket: record, ownerAccountId: record.accountId }, asked);
  if (acl === undefined) return undefined;
  if (!hasAcls(record)) throw invalidBucketAclWithObjectOwnership();
  if (isPublicAcl(acl) && publicAccessBlockOf(record)?.blockPublicAcls === true)
    throw invalidBucketAclWithBlockPublicAccess();
  checkPublicAcl(reader, record, acl, { context, action: "s3:CreateBucket", resource: bucketArn(record.name) });
  return acl;
}

/** AWS: in us-east-1 whoever owns the bucket already gets it again, with the list of this request (API_CreateBucket, BucketAlreadyOwnedByYou). */
function acceptExisting(
  transaction: Transaction,
  existing: BucketRecord,
  { wanted, acl }: { readonly wanted: BucketRecord; readonly acl: Acl | undefined },
): void {
  if (existing.accountId !== wanted.accountId) throw bucketAlreadyExists(wanted.name);
  if (existing.region !== GLOBAL_REGION || wanted.region !== GLOBAL_REGION) throw bucketAlreadyOwnedByYou(wanted.name);
  if (hasAcls(existing)) putBucketAclOf(transaction, existing, acl);
}

function refuseOptions(input: Input): void {
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== "global") {
    throw new NotImplementedError(
      "s3",
      `BucketNamespace ${input.BucketNamespace}`,
      "there is only the global namespace",
    );
  }
  // AWS: these are for directory buckets, which have names of their own.
  const { Location: location, Bucket: bucket } = input.CreateBucketConfiguration ?? {};
  if (location !== undefined || bucket !== undefined) throw invalidBucketName(input.Bucket);
}
