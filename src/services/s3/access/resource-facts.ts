/**
 * What S3 tells the authorizer of a bucket or an object: whose it is, the bucket policy, what access control lists allow, and whether Block Public Access stands
 * before it.
 */
import type { Caller } from "../../../auth/principal.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { ConditionLookup, ResourceFacts, ResourceFactsSource } from "../../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { aclFacts } from "../acl/acl-facts.ts";
import { bucketArn } from "../arns.ts";
import { noSuchBucket } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { readCurrentObject, readVersion } from "../store/read-version.ts";
import { bucketTagFacts } from "./bucket-tag-facts.ts";
import { isPublicPolicy } from "./check-bucket-policy.ts";
import { effectiveBlockOf } from "./public-access-block.ts";

const ARN_PREFIX = bucketArn("");
const OBJECT_TAG_PREFIX = "s3:existingobjecttag/";
const LATE_PREFIXES: readonly string[] = [OBJECT_TAG_PREFIX];

export function createS3ResourceFacts(s3: S3): ResourceFactsSource {
  return {
    factsOf(check, caller) {
      const name = nameOf(check.resource);
      // The bucket that somebody wants to make is the caller's own to be, also when another has its name.
      if (name === undefined || check.action === "s3:CreateBucket") return undefined;
      if (name.key === undefined && check.isOfNewResource === true) return undefined;
      return readAtHand(s3.records, (reader) => {
        const bucket = readBucket(reader, name.bucket);
        if (bucket === undefined) return absent(name.bucket, caller);
        const policy = deciding(bucket, check, caller) ? readBucketPolicy(reader, bucket) : undefined;
        return factsOf(s3, reader, { bucket, key: name.key, policy, check, caller });
      });
    },
  };
}

interface Asked {
  readonly bucket: BucketRecord;
  readonly key: string | undefined;
  readonly policy: string | undefined;
  readonly check: AccessCheck;
  readonly caller: Caller;
}

/** AWS: names of buckets are no secret; nobody's policies are asked before an anonymous caller is told that there is none (ceph/s3-tests test_object_raw_get_bucket_gone). */
function absent(bucket: string, { principal }: Caller): undefined {
  if (principal.type === "anonymous") throw noSuchBucket(bucket);
}

function factsOf(s3: S3, reader: Reader, { bucket, key, policy, check, caller }: Asked): ResourceFacts {
  const { grant, ownerAccountId } = aclFacts(s3, reader, { bucket, key, check, caller });
  return {
    accountId: bucket.accountId,
    ...bucketTagFacts(bucket),
    ownerAccountId,
    policy: policy === undefined ? undefined : { id: bucketArn(bucket.name), text: policy },
    late: key === undefined ? undefined : existingTags(s3, { bucket: bucket.name, key, check }),
    grant,
    block: policy === undefined ? undefined : restriction(reader, bucket, { policy, caller }),
  };
}

/**
 * AWS: the owner's root user may always read, replace and delete the policy, whatever it denies, so that nobody locks himself out
 * (API_PutBucketPolicy).
 */
function deciding(bucket: BucketRecord, check: AccessCheck, caller: Caller): boolean {
  const isOwnersRoot = caller.principal.type === "root" && caller.principal.accountId === bucket.accountId;
  return !(isOwnersRoot && OWNERS_OWN.has(check.action));
}

const OWNERS_OWN: ReadonlySet<string> = new Set(["s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy"]);

/**
 * AWS: RestrictPublicBuckets leaves a bucket with a public policy to AWS services and to the owner's account
 * (access-control-block-public-access.html).
 */
function restriction(
  reader: Reader,
  bucket: BucketRecord,
  { policy, caller }: { readonly policy: string; readonly caller: Caller },
): string | undefined {
  const { principal } = caller;
  const isAtHome = principal.type !== "anonymous" && principal.accountId === bucket.accountId;
  if (isAtHome || principal.type === "service") return undefined;
  if (!isPublicPolicy(policy) || !effectiveBlockOf(reader, bucket).restrictPublicBuckets) return undefined;
  return "the RestrictPublicBuckets block public access setting";
}

function existingTags(
  s3: S3,
  object: { readonly bucket: string; readonly key: string; readonly check: AccessCheck },
): ResourceFacts["late"] {
  return {
    prefixes: LATE_PREFIXES,
    load: async (): Promise<ConditionLookup> => {
      const versionId = object.check.conditions?.["s3:versionid"];
      const version = await s3.records.read((reader) =>
        typeof versionId === "string"
          ? readVersion(reader, object.bucket, object.key, versionId)
          : readCurrentObject(reader, object.bucket, object.key),
      );
      const tags = version === undefined || version.isDeleteMarker ? [] : (version.tags ?? []);
      // AWS compares condition key names without case; tag keys are a part of the name.
      const byName = new Map(tags.map(([key, value]) => [`${OBJECT_TAG_PREFIX}${key.toLowerCase()}`, value]));
      return (lowerCaseKey) => byName.get(lowerCaseKey);
    },
  };
}

/** Bucket and key of an S3 ARN; undefined for `*` and for ARNs of other kinds (access points, jobs). */
function nameOf(resource: string): { readonly bucket: string; readonly key: string | undefined } | undefined {
  if (!resource.startsWith(ARN_PREFIX)) return undefined;
  const slash = resource.indexOf("/", ARN_PREFIX.length);
  if (slash < 0) return { bucket: resource.slice(ARN_PREFIX.length), key: undefined };
  return { bucket: resource.slice(ARN_PREFIX.length, slash), key: resource.slice(slash + 1) };
}
