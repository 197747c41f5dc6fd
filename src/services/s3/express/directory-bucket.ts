/**
 * Directory buckets (S3 Express One Zone): their names, zones and ARNs. A directory bucket lies in one Availability Zone, which its name tells.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html (read 2026-11-29)
 */
import type { BucketRecord } from "../store/bucket-record.ts";

const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?--([a-z0-9]+-az\d+)--x-s3$/;
const NAME_LENGTH_MAX = 63;

/** The storage class of everything in a directory bucket. */
export const EXPRESS_CLASS = "EXPRESS_ONEZONE";

export function isDirectoryBucketName(name: string): boolean {
  return name.endsWith("--x-s3");
}

/** The zone id in a well-formed name: `use1-az4`. */
export function zoneOfName(name: string): string | undefined {
  return name.length > NAME_LENGTH_MAX ? undefined : NAME.exec(name)?.[1];
}

export function isDirectoryBucket(bucket: BucketRecord): boolean {
  return bucket.zone !== undefined;
}

export function directoryBucketArn(place: {
  readonly region: string;
  readonly accountId: string;
  readonly name: string;
}): string {
  return `arn:aws:s3express:${place.region}:${place.accountId}:bucket/${place.name}`;
}
