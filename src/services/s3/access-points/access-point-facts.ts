/**
 * What S3 tells the authorizer of an access point, as itself and as what objects are reached through: whose it is, its policy, its tags, and what stands before it
 * whatever policies say.
 */
import type { Caller } from "../../../auth/principal.ts";
import type { AtHand } from "../../../kit/at-hand.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { ConditionLookup, ResourceFacts } from "../../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { existingTags } from "../access/existing-tags.ts";
import { effectiveBlockOf, publicAccessBlockOf, readAccountBlock } from "../access/public-access-block.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord, PublicAccessBlock } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { accessPointArn, type AccessPointPlace, parseAccessPointArn } from "./access-point-name.ts";
import { type AccessPointRecord, readAccessPoint, readAccessPointPolicy } from "./access-point-record.ts";
import { ACCESS_POINT_ARN_KEY, accessPointConditions } from "./both-sides.ts";
import { isPublicAccessPointPolicy } from "./check-access-point-policy.ts";

/** The access point through which a check reaches its bucket. */
export function accessPointOfCheck(reader: Reader, { conditions }: AccessCheck): AccessPointRecord | undefined {
  const arn = conditions?.[ACCESS_POINT_ARN_KEY];
  const place = typeof arn === "string" ? parseAccessPointArn(arn) : undefined;
  return place === undefined ? undefined : readAccessPoint(reader, place);
}

/** AWS: what is reached through an access point behaves as though the bucket had the access point's settings too. */
export function bucketThrough(bucket: BucketRecord, { publicAccessBlock: more }: AccessPointRecord): BucketRecord {
  const own = publicAccessBlockOf(bucket);
  return { ...bucket, publicAccessBlock: own === undefined ? more : strictest(own, more) };
}

function strictest(one: PublicAccessBlock, other: PublicAccessBlock): PublicAccessBlock {
  return {
    blockPublicAcls: one.blockPublicAcls || other.blockPublicAcls,
    ignorePublicAcls: one.ignorePublicAcls || other.ignorePublicAcls,
    blockPublicPolicy: one.blockPublicPolicy || other.blockPublicPolicy,
    restrictPublicBuckets: one.restrictPublicBuckets || other.restrictPublicBuckets,
  };
}

/** Of the access point, its bucket and the accounts of both: the most restrictive (access-points-bpa-settings.html). */
export function effectiveBlockOfAccessPoint(reader: Reader, accessPoint: AccessPointRecord): PublicAccessBlock {
  const bucket = readBucket(reader, accessPoint.bucket);
  const ofAccount = readAccountBlock(reader, accessPoint.accountId);
  const own = accessPoint.publicAccessBlock;
  const withBucket = bucket === undefined ? own : strictest(own, effectiveBlockOf(reader, bucket));
  return ofAccount === undefined ? withBucket : strictest(withBucket, ofAccount);
}

/** What is done with an access point itself, and not through it. */
const CONTROL_ACTIONS: ReadonlySet<string> = new Set([
  "s3:DeleteAccessPoint",
  "s3:DeleteAccessPointPolicy",
  "s3:GetAccessPoint",
  "s3:GetAccessPointPolicy",
  "s3:GetAccessPointPolicyStatus",
  "s3:ListTagsForResource",
  "s3:PutAccessPointPolicy",
  "s3:TagResource",
  "s3:UntagResource",
]);

/** As the root user of a bucket's owner may (API_PutBucketPolicy); for access points assumed. */
const OWNERS_OWN: ReadonlySet<string> = new Set([
  "s3:GetAccessPointPolicy",
  "s3:PutAccessPointPolicy",
  "s3:DeleteAccessPointPolicy",
]);

/** Undefined for resources of other kinds, and for access points that are not there or only to be made. */
export function accessPointFacts(s3: S3, check: AccessCheck, caller: Caller): AtHand<ResourceFacts | undefined> {
  const named = partsOf(check.resource);
  if (named === undefined || check.action === "s3:CreateAccessPoint" || check.isOfNewResource === true)
    return undefined;
  const { place, key } = named;
  return readAtHand(s3.records, (reader) => {
    const accessPoint = readAccessPoint(reader, place);
    return accessPoint === undefined ? undefined : factsOf(s3, reader, { accessPoint, key, check, caller });
  });
}

interface Asked {
  readonly accessPoint: AccessPointRecord;
  readonly key: string | undefined;
  readonly check: AccessCheck;
  readonly caller: Caller;
}

function factsOf(s3: S3, reader: Reader, { accessPoint, key, check, caller }: Asked): ResourceFacts {
  const { principal } = caller;
  const isOwnersRoot = principal.type === "root" && principal.accountId === accessPoint.accountId;
  const isAskedAnyway = isOwnersRoot && OWNERS_OWN.has(check.action);
  const text = isAskedAnyway ? undefined : readAccessPointPolicy(reader, accessPoint);
  const arn = accessPointArn(accessPoint);
  const isControl = CONTROL_ACTIONS.has(check.action);
  return {
    accountId: accessPoint.accountId,
    tags: Object.fromEntries(accessPoint.tags ?? []),
    policy: text === undefined ? undefined : { id: arn, text },
    condition: isControl ? lookupOf(accessPointConditions(accessPoint)) : undefined,
    late: key === undefined ? undefined : existingTags(s3, { bucket: accessPoint.bucket, key, check }),
    block: isControl
      ? undefined
      : (originFault(accessPoint, caller) ?? restriction(reader, accessPoint, { text, caller })),
  };
}

function lookupOf(conditions: NonNullable<AccessCheck["conditions"]>): ConditionLookup {
  const byName = new Map(Object.entries(conditions).map(([key, value]) => [key.toLowerCase(), value]));
  return (lowerCaseKey) => byName.get(lowerCaseKey);
}

/**
 * AWS: access points take signed requests only (access-points-restrictions-limitations.html), and one with a VPC those alone that come from it
 * (access-points-vpc.html).
 */
function originFault({ vpcId }: AccessPointRecord, { principal, origin }: Caller): string | undefined {
  if (principal.type === "anonymous") return "access points take no unsigned requests";
  if (vpcId === undefined || origin?.vpcEndpoint?.vpcId === vpcId) return undefined;
  return `the access point takes requests that come from ${vpcId} only`;
}

/**
 * AWS: RestrictPublicBuckets leaves an access point with a public policy to services and to the accounts of the bucket and of the access point
 * (access-control-block-public-access.html).
 */
function restriction(
  reader: Reader,
  accessPoint: AccessPointRecord,
  { text, caller: { principal } }: { readonly text: string | undefined; readonly caller: Caller },
): string | undefined {
  if (text === undefined || principal.type === "service" || principal.type === "anonymous") return undefined;
  if (principal.accountId === accessPoint.accountId || principal.accountId === accessPoint.bucketAccountId)
    return undefined;
  if (!isPublicAccessPointPolicy(accessPoint, text)) return undefined;
  return effectiveBlockOfAccessPoint(reader, accessPoint).restrictPublicBuckets
    ? "public access is prevented by the RestrictPublicBuckets block public access setting"
    : undefined;
}

const OBJECT_PART = "/object/";

/** Access point and key of `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/object/KEY`. */
function partsOf(resource: string): { readonly place: AccessPointPlace; readonly key: string | undefined } | undefined {
  const slash = resource.indexOf(OBJECT_PART);
  const place = parseAccessPointArn(slash < 0 ? resource : resource.slice(0, slash));
  if (place === undefined) return undefined;
  return { place, key: slash < 0 ? undefined : resource.slice(slash + OBJECT_PART.length) };
}
