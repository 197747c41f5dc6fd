/** CreateBucket: a new bucket of the caller's account, in the Region the rules of LocationConstraint give. */
import type * as Sdk from "@aws-sdk/client-s3";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { AccessCheck, InputOf, Operation } from "../../../kit/operation.ts";
import { requestTagConditions } from "../../../kit/tag-conditions.ts";
import { bucketArn } from "../arns.ts";
import { isBucketNameAllowed } from "../buckets/bucket-name.ts";
import { bornWith } from "../buckets/defaults.ts";
import { GLOBAL_REGION, regionOfNewBucket } from "../buckets/location.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  invalidBucketAclWithObjectOwnership,
  invalidBucketName,
  tooManyBuckets,
} from "../errors.ts";
import { lockSettings } from "../lock/lock-settings.ts";
import type { S3 } from "../s3.ts";
import { readBucketCount } from "../store/bucket-count.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { addBucket, readBucket } from "../store/buckets.ts";
import { parseTagSet } from "../tagging/tag-set.ts";

type Input = InputOf<typeof Sdk, "CreateBucket">;

/**
 * Creates a general purpose bucket of the caller's account.
 *
 * Checks, in order: digest of the document, name, options that Lakebed lacks, location constraint, name taken, quota.
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
    if (!isBucketNameAllowed(input.Bucket)) throw invalidBucketName(input.Bucket);
    refuseOptions(input);
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
      tags: tags.length === 0 ? undefined : tags,
    };
    await s3.records.transact((transaction) => {
      const existing = readBucket(transaction, record.name);
      if (existing !== undefined) return acceptExisting(existing, record);
      if (readBucketCount(transaction, record.accountId) >= s3.limits.bucketsPerAccount) throw tooManyBuckets();
      addBucket(transaction, record);
      if (isLocked) lockSettings.put(transaction, record, {});
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
    ...(input.ACL === undefined ? {} : { "s3:x-amz-acl": input.ACL }),
    ...(input.ObjectOwnership === undefined ? {} : { "s3:x-amz-object-ownership": input.ObjectOwnership }),
    ...tagged.conditions,
  };
  const checks: AccessCheck[] = [{ action: "s3:CreateBucket", resource, conditions }];
  if (tags.length > 0) checks.push({ action: "s3:TagResource", resource, ...tagged });
  // AWS: both are needed for ObjectLockEnabledForBucket (API_CreateBucket, "Permissions").
  if (input.ObjectLockEnabledForBucket === true) {
    checks.push(
      { action: "s3:PutBucketObjectLockConfiguration", resource },
      { action: "s3:PutBucketVersioning", resource },
    );
  }
  if (input.ObjectOwnership !== undefined) checks.push({ action: "s3:PutBucketOwnershipControls", resource });
  return checks;
}

function acceptExisting(existing: BucketRecord, wanted: BucketRecord): void {
  if (existing.accountId !== wanted.accountId) throw bucketAlreadyExists(wanted.name);
  if (existing.region !== GLOBAL_REGION || wanted.region !== GLOBAL_REGION) throw bucketAlreadyOwnedByYou(wanted.name);
}

/** AWS: a new bucket has Object Ownership BucketOwnerEnforced unless asked otherwise, and then no ACL but its owner's. */
function refuseOptions(input: Input): void {
  if (input.ObjectOwnership !== undefined && input.ObjectOwnership !== "BucketOwnerEnforced") {
    throw new NotImplementedError(
      "s3",
      `ObjectOwnership ${input.ObjectOwnership}`,
      "access control lists are not there yet",
    );
  }
  const grants = [input.GrantFullControl, input.GrantRead, input.GrantReadACP, input.GrantWrite, input.GrantWriteACP];
  if ((input.ACL !== undefined && input.ACL !== "private") || grants.some((grant) => grant !== undefined)) {
    throw invalidBucketAclWithObjectOwnership();
  }
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== "global") {
    throw new NotImplementedError(
      "s3",
      `BucketNamespace ${input.BucketNamespace}`,
      "there is only the global namespace",
    );
  }
  if (
    input.CreateBucketConfiguration?.Location !== undefined ||
    input.CreateBucketConfiguration?.Bucket !== undefined
  ) {
    throw new NotImplementedError("s3", "directory buckets", "there are only general purpose buckets");
  }
}
