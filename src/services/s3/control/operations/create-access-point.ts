import type * as Sdk from "@aws-sdk/client-s3-control";
import type { InputOf, Operation } from "../../../../kit/operation.ts";
import type { RequestContext } from "../../../../kit/context.ts";
import { isWarehouseName } from "../../../../kit/ports/warehouses.ts";
import { requestTagConditions } from "../../../../kit/tag-conditions.ts";
import type { Transaction } from "../../../../storage/record-store.ts";
import { accessPointArn, newAlias } from "../../access-points/access-point-name.ts";
import {
  type AccessPointRecord,
  addAccessPoint,
  countAccessPoints,
  networkOriginOf,
  readAccessPoint,
} from "../../access-points/access-point-record.ts";
import { ALL_ON, readPublicAccessBlock } from "../../access/public-access-block.ts";
import { accessPointAlreadyOwnedByYou, invalidRequest, tooManyAccessPoints } from "../../errors.ts";
import { ACCESS_POINTS_MAX } from "../../limits.ts";
import type { S3 } from "../../s3.ts";
import { readBucket } from "../../store/buckets.ts";
import { parseTagSet } from "../../tagging/tag-set.ts";
import { accessPointAccess, checkAccessPointName, placeOf } from "../open-access-point.ts";

type Input = InputOf<typeof Sdk, "CreateAccessPoint">;

/**
 * Makes an access point of a bucket, which may be another account's: whether it leads anywhere then, the bucket's policy decides.
 *
 * AWS: all four settings of Block Public Access are on unless settings are given (recorded: localstack/localstack test_s3control.snapshot.json). That the bucket
 * is looked at before the access point's own name, and the words about Region and owner, are assumed.
 *
 * @throws {InvalidURI} 400  @throws {InvalidRequest} 400 for a name, a bucket that is not there, in another Region or of another account than is said
 * @throws {AccessDenied} 403 for another account  @throws {AccessPointAlreadyOwnedByYou} 409  @throws {TooManyAccessPoints} 400
 * @throws {InvalidTag} 400 and {BadRequest} 400 as of PutBucketTagging
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html (read 2026-11-29)
 */
export const createAccessPoint: Operation<typeof Sdk, "CreateAccessPoint", S3> = {
  validate: checkAccessPointName,
  access(input, context) {
    const own = accessPointAccess("s3:CreateAccessPoint", input, context);
    const tags = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
    const { conditions: ofTags = {} } = requestTagConditions(tags);
    const conditions = {
      ...ofTags,
      "s3:AccessPointNetworkOrigin": networkOriginOf({ vpcId: input.VpcConfiguration?.VpcId }),
      "s3:DataAccessPointAccount": input.AccountId ?? context.accountId,
      "s3:DataAccessPointArn": own.resource,
      "s3:locationconstraint": context.region,
    };
    const check = { ...own, conditions };
    if (tags.length === 0) return [check];
    return [check, { action: "s3:TagResource", resource: own.resource, conditions: ofTags, isOfNewResource: true }];
  },
  async handle(input, context, s3) {
    const draft = draftOf(input, context, s3);
    await s3.records.transact((transaction) => {
      checkBucket(transaction, input, draft);
      if (readAccessPoint(transaction, draft) !== undefined) throw accessPointAlreadyOwnedByYou();
      if (countAccessPoints(transaction, draft) >= ACCESS_POINTS_MAX) throw tooManyAccessPoints();
      addAccessPoint(transaction, draft);
    });
    return { AccessPointArn: accessPointArn(draft), Alias: draft.alias };
  },
};

function draftOf(input: Input, context: RequestContext, s3: S3): AccessPointRecord {
  const place = placeOf(input, context);
  if (input.Scope !== undefined) throw invalidRequest("A scope is for access points of directory buckets only.");
  const vpcId = input.VpcConfiguration?.VpcId;
  if (input.VpcConfiguration !== undefined && !vpcId) throw invalidRequest("The VPC configuration names no VPC.");
  const block = input.PublicAccessBlockConfiguration;
  const tags = parseTagSet(
    (input.Tags ?? []).map(({ Key, Value }) => ({ Key, Value })),
    "bucket",
  );
  return {
    ...place,
    alias: newAlias(place.name, s3.runtime.ids),
    bucket: input.Bucket,
    bucketAccountId: input.BucketAccountId ?? place.accountId,
    createdMs: context.nowMs,
    vpcId,
    publicAccessBlock: block === undefined ? ALL_ON : readPublicAccessBlock(block),
    tags: tags.length === 0 ? undefined : tags,
  };
}

function checkBucket(transaction: Transaction, input: Input, draft: AccessPointRecord): void {
  const bucket = readBucket(transaction, input.Bucket);
  if (bucket === undefined) throw invalidRequest("Amazon S3 AccessPoint can only be created for existing bucket");
  if (isWarehouseName(input.Bucket)) throw invalidRequest("The buckets of tables have no access points.");
  if (bucket.zone !== undefined)
    throw invalidRequest("The name of an access point of a directory bucket ends in its zone and --xa-s3.");
  if (bucket.region !== draft.region)
    throw invalidRequest("Amazon S3 AccessPoint can only be created for a bucket in the same Region");
  if (bucket.accountId !== draft.bucketAccountId)
    throw invalidRequest(
      "The bucket is not of the account that BucketAccountId names, or that creates the access point",
    );
}
