/**
 * What S3 tells the authorizer of a bucket or an object: whose it is, the bucket policy, what access control lists allow, and whether Block Public Access stands
 * before it.
 */
import type { Caller } from "../../../auth/principal.ts";
import type { AccessCheck } from "../../../kit/operation.ts";
import type { ResourceFacts, ResourceFactsSource } from "../../../kit/ports/resource-facts.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { accessPointFacts, accessPointOfCheck, bucketThrough } from "../access-points/access-point-facts.ts";
import { aclFacts } from "../acl/acl-facts.ts";
import { bucketArn } from "../arns.ts";
import { jobFacts, jobOfArn } from "../batch/job-facts.ts";
import { noSuchBucket } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { readBucketPolicy } from "../store/bucket-policy.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { bucketTagFacts } from "./bucket-tag-facts.ts";
import { isPublicPolicy } from "./check-bucket-policy.ts";
import { existingTags } from "./existing-tags.ts";
import { effectiveBlockOf } from "./public-access-block.ts";

const ARN_PREFIX = bucketArn("");

export function createS3ResourceFacts(s3: S3): ResourceFactsSource {
  return {
    factsOf(check, caller) {
      const name = nameOf(check.resource);
      if (name === undefined) {
        const job = jobOfArn(check.resource);
        return job === undefined ? accessPointFacts(s3, check, caller) : jobFacts(s3.records, job);
      }
      // The bucket that somebody wants to make is the caller's own to be, also when another has its name.
      if (check.action === "s3:CreateBucket") return undefined;
      if (name.key === undefined && check.isOfNewResource === true) return undefined;
      return readAtHand(s3.records, (reader) => {
        const found = readBucket(reader, name.bucket);
        if (found === undefined) return absent(name.bucket, caller);
        const through = accessPointOfCheck(reader, check);
        const bucket = through === undefined ? found : bucketThrough(found, through);
        const policy = deciding(bucket, check, caller) ? readBucketPolicy(reader, bucket) : undefined;
        return factsOf(s3, reader, {
          bucket,
          key: name.key,
          policy,
          check,
          caller,
          throughAccount: through?.accountId,
        });
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
  /** Owner of the access point through which the bucket is reached. */
  readonly throughAccount: string | undefined;
}

/** AWS: names of buckets are no secret; nobody's policies are asked before an anonymous caller is told that there is none (ceph/s3-tests test_object_raw_get_bucket_gone). */
function absent(bucket: string, { principal }: Caller): undefined {
  if (principal.type === "anonymous") throw noSuchBucket(bucket);
}

function factsOf(s3: S3, reader: Reader, asked: Asked): ResourceFacts {
  const { bucket, key, policy, check, caller } = asked;
  const { grant, ownerAccountId } = aclFacts(s3, reader, { bucket, key, check, caller });
  return {
    accountId: bucket.accountId,
    ...bucketTagFacts(bucket),
    ownerAccountId,
    policy: policy === undefined ? undefined : { id: bucketArn(bucket.name), text: policy },
    late: key === undefined ? undefined : existingTags(s3, { bucket: bucket.name, key, check }),
    grant,
    block: policy === undefined ? undefined : restriction(reader, asked, policy),
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
 * AWS: RestrictPublicBuckets leaves a bucket with a public policy to AWS services and to the owner's account, and to that of the access point through which it is reached
 * (access-control-block-public-access.html).
 */
function restriction(
  reader: Reader,
  { bucket, caller: { principal }, throughAccount }: Asked,
  policy: string,
): string | undefined {
  const { type } = principal;
  const isAtHome =
    type !== "anonymous" && (principal.accountId === bucket.accountId || principal.accountId === throughAccount);
  if (isAtHome || type === "service") return undefined;
  if (!isPublicPolicy(policy) || !effectiveBlockOf(reader, bucket).restrictPublicBuckets) return undefined;
  return "public access is prevented by the RestrictPublicBuckets block public access setting";
}

/** Bucket and key of an S3 ARN; undefined for `*` and for ARNs of other kinds. */
function nameOf(resource: string): { readonly bucket: string; readonly key: string | undefined } | undefined {
  if (!resource.startsWith(ARN_PREFIX)) return undefined;
  const slash = resource.indexOf("/", ARN_PREFIX.length);
  if (slash < 0) return { bucket: resource.slice(ARN_PREFIX.length), key: undefined };
  return { bucket: resource.slice(ARN_PREFIX.length, slash), key: resource.slice(slash + 1) };
}
