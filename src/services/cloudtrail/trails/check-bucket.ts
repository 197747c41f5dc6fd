/**
 * Whether CloudTrail may deliver into a bucket: as AWS does, the bucket's policy must let the service see the ACL and write below the
 * account's folder.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html (read 2026-11-23)
 */
import { rootPrincipal } from "../../../auth/credentials.ts";
import type { Caller } from "../../../auth/principal.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { CloudTrailDependencies } from "../dependencies.ts";
import { bucketDoesNotExist, insufficientBucketPolicy } from "../errors.ts";
import { trailArn, type TrailRecord } from "./trail-record.ts";

/** CloudTrail acting for one trail. The conditions are those that AWS's own bucket policy asks for. */
export function deliveryCaller(trail: TrailRecord): Caller {
  const { accountId, homeRegion: region } = trail;
  return {
    principal: { type: "service", service: "cloudtrail.amazonaws.com", accountId },
    accountId,
    region,
    conditions: {
      "s3:x-amz-acl": "bucket-owner-full-control",
      "aws:SourceArn": trailArn(trail),
      "aws:SourceAccount": accountId,
    },
  };
}

/** `prefix/AWSLogs/account/CloudTrail/`: where all log files of a trail lie. */
export function deliveryFolder({ prefix, accountId }: TrailRecord): string {
  return `${prefix === undefined || prefix === "" ? "" : `${prefix}/`}AWSLogs/${accountId}/CloudTrail/`;
}

/** @throws {ServiceError} S3BucketDoesNotExistException, InsufficientS3BucketPolicyException */
export async function checkBucket({ authorizer, objects }: CloudTrailDependencies, trail: TrailRecord): Promise<void> {
  if (await isAbsent({ authorizer, objects }, trail)) throw bucketDoesNotExist(trail.bucket);
  const caller = deliveryCaller(trail);
  const bucket = `arn:aws:s3:::${trail.bucket}`;
  const { conditions = {} } = caller;
  const isAllowed = await authorizer.allows(caller, [
    { action: "s3:GetBucketAcl", resource: bucket, conditions },
    { action: "s3:PutObject", resource: `${bucket}/${deliveryFolder(trail)}check`, conditions },
  ]);
  if (!isAllowed) throw insufficientBucketPolicy(trail.bucket);
}

/** Asked as the root user of the trail's account; a bucket that it may not list is somebody else's, so it is there. */
async function isAbsent(
  { authorizer, objects }: Pick<CloudTrailDependencies, "authorizer" | "objects">,
  { accountId, homeRegion: region, bucket }: TrailRecord,
): Promise<boolean> {
  const root: Caller = { principal: rootPrincipal(accountId, ""), accountId, region };
  const check = { action: "s3:ListBucket", resource: `arn:aws:s3:::${bucket}` };
  if (!(await authorizer.allows(root, [check]))) return false;
  try {
    await objects.list(root, { bucket, prefix: "AWSLogs/", limit: 1 });
    return false;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "NoSuchBucket") return true;
    throw error;
  }
}
