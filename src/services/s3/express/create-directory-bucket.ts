/**
 * CreateBucket for directory buckets.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-create.html (read 2026-11-29; check order assumed)
 */
import type { CreateBucketConfiguration } from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  invalidBucketName,
  invalidRequest,
  tooManyBuckets,
} from "../errors.ts";
import type { S3 } from "../s3.ts";
import { addBucket, readBucket } from "../store/buckets.ts";
import { directoryBucketsPrefix } from "../store/keys.ts";
import { zoneOfName } from "./directory-bucket.ts";

/**
 * Makes a directory bucket. Its name ends with the zone that it lies in.
 *
 * @throws {InvalidBucketName} 400 for a name without a zone  @throws {InvalidRequest} 400 for a configuration that does not fit the name
 * @throws {BucketAlreadyOwnedByYou} 409  @throws {BucketAlreadyExists} 409  @throws {TooManyBuckets} 400
 */
export async function createDirectoryBucket(
  s3: S3,
  name: string,
  { configuration, context }: { configuration: CreateBucketConfiguration | undefined; context: RequestContext },
): Promise<{ Location: string }> {
  const zone = zoneOfName(name);
  if (zone === undefined) throw invalidBucketName(name);
  checkConfiguration(configuration, zone);
  const { accountId, region, nowMs } = context;
  await s3.records.transact((transaction) => {
    const existing = readBucket(transaction, name);
    if (existing?.accountId === accountId) throw bucketAlreadyOwnedByYou(name);
    if (existing !== undefined) throw bucketAlreadyExists(name);
    const limit = s3.limits.bucketsPerAccount;
    const count = transaction.range({ prefix: directoryBucketsPrefix(accountId), limit }).length;
    if (count >= limit) throw tooManyBuckets();
    addBucket(transaction, { name, accountId, region, zone, createdMs: nowMs, versioning: "off" });
  });
  return { Location: `/${name}` };
}

function checkConfiguration(configuration: CreateBucketConfiguration | undefined, zone: string): void {
  const { Location: location, Bucket: bucket } = configuration ?? {};
  if (
    location?.Type !== "AvailabilityZone" ||
    bucket?.Type !== "Directory" ||
    bucket.DataRedundancy !== "SingleAvailabilityZone"
  )
    throw invalidRequest(
      "A directory bucket needs a Location of Type AvailabilityZone, and a Bucket of Type Directory with DataRedundancy SingleAvailabilityZone",
    );
  if (location.Name !== zone)
    throw invalidRequest(`The Location names the zone ${location.Name ?? ""}, the bucket's name the zone ${zone}`);
}
