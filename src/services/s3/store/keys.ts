/**
 * Where each record of this service lies. Bucket names and object keys are single parts of a tuple key, so their order is
 * the UTF-8 byte order that S3 lists in, and no character needs escaping.
 *
 * `s3/o` holds current objects only, so a listing page costs what the page costs; everything older, and every delete
 * marker, is in `s3/v`, newest first within a key because the sequence number is stored negated.
 */
import type { Key } from "../../../storage/record-store.ts";

/** One bucket: BucketRecord. Names are global, across accounts and Regions. */
export const bucketKey = (bucket: string): Key => ["s3", "bucket", bucket];
/** Index of an account's buckets, in name order; empty value. */
export const accountBucketsPrefix = (accountId: string): Key => ["s3", "buckets-of", accountId];
export const accountBucketCountKey = (accountId: string): Key => ["s3", "bucket-count", accountId];
export const accountBucketKey = (accountId: string, bucket: string): Key => ["s3", "buckets-of", accountId, bucket];

/** Block Public Access of a whole account: PublicAccessBlock. */
export const accountBlockKey = (accountId: string): Key => ["s3", "account-block", accountId];

/** Index of an account's directory buckets, in name order; empty value. */
export const directoryBucketsPrefix = (accountId: string): Key => ["s3", "directory-buckets-of", accountId];
export const directoryBucketKey = (accountId: string, bucket: string): Key => [
  "s3",
  "directory-buckets-of",
  accountId,
  bucket,
];

/** The policy of a bucket: its text. */
export const bucketPolicyKey = (bucket: string): Key => ["s3", "policy", bucket];

/** One setting of a bucket, by its kind: JSON. */
export const configurationKey = (bucket: string, kind: string): Key => ["s3", "config", bucket, kind];

/** Index of buckets whose calls are logged, in all accounts; empty value. */
export const loggedBucketsPrefix: Key = ["s3", "logged"];
export const loggedBucketKey = (bucket: string): Key => ["s3", "logged", bucket];

/** Current objects of a bucket in key order: ObjectVersion. Never a delete marker. */
export const currentPrefix = (bucket: string): Key => ["s3", "o", bucket];
export const currentKey = (bucket: string, key: string): Key => ["s3", "o", bucket, key];

/** Noncurrent versions and all delete markers (a current one too), newest first within a key: VersionRecord. */
export const historyOfBucketPrefix = (bucket: string): Key => ["s3", "v", bucket];
export const historyPrefix = (bucket: string, key: string): Key => ["s3", "v", bucket, key];
export const historyKey = (bucket: string, key: string, sequence: number): Key => ["s3", "v", bucket, key, -sequence];

/** Sequence number of a version in the history, by its id. */
export const versionIdKey = (bucket: string, key: string, versionId: string): Key => [
  "s3",
  "vid",
  bucket,
  key,
  versionId,
];

/** Extents and parts of an object that is put together of several: Manifest. */
export const manifestKey = (manifestId: string): Key => ["s3", "m", manifestId];

/** Multipart uploads of a bucket in key order, then by upload id. */
export const uploadsPrefix = (bucket: string): Key => ["s3", "u", bucket];
export const uploadKey = (bucket: string, key: string, uploadId: string): Key => ["s3", "u", bucket, key, uploadId];
/** Parts of one upload in part order. */
export const partsPrefix = (uploadId: string): Key => ["s3", "p", uploadId];
export const partKey = (uploadId: string, partNumber: number): Key => ["s3", "p", uploadId, partNumber];

/** Access points of an account in a Region, in name order: AccessPointRecord. */
export const accessPointsPrefix = (accountId: string, region: string): Key => ["s3", "ap", accountId, region];
export const accessPointKey = (place: {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}): Key => [...accessPointsPrefix(place.accountId, place.region), place.name];
export const accessPointCountKey = (accountId: string, region: string): Key => ["s3", "ap-count", accountId, region];
/** The policy of an access point: its text. */
export const accessPointPolicyKey = (place: {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}): Key => ["s3", "ap-policy", place.accountId, place.region, place.name];
/** Which access point an alias names: AccessPointPlace. */
export const accessPointAliasKey = (alias: string): Key => ["s3", "ap-alias", alias];
/** Index of the access points of a bucket that one account owns, in name order; empty value. */
export const bucketAccessPointsPrefix = (bucket: string, accountId: string): Key => ["s3", "ap-of", bucket, accountId];
export const bucketAccessPointKey = (bucket: string, accountId: string, name: string): Key => [
  ...bucketAccessPointsPrefix(bucket, accountId),
  name,
];

/** Index of buckets with inventories, in all accounts; empty value. */
export const inventoriedBucketsPrefix: Key = ["s3", "inventoried"];
export const inventoriedBucketKey = (bucket: string): Key => ["s3", "inventoried", bucket];
/** When an inventory was last reported. */
export const inventoryRunKey = (bucket: string, id: string): Key => ["s3", "inventory-run", bucket, id];

/** Annotations of one version, in the order of their names: Annotation. */
export const annotationsPrefix = (place: {
  readonly bucket: string;
  readonly key: string;
  readonly sequence: number;
}): Key => ["s3", "a", place.bucket, place.key, place.sequence];
export const annotationKey = (
  place: { readonly bucket: string; readonly key: string; readonly sequence: number },
  name: string,
): Key => [...annotationsPrefix(place), name];

/** Index of buckets with S3 Metadata tables, in all accounts; empty value. */
export const metadataTablesPrefix: Key = ["s3", "metadata-tables"];
export const metadataTablesKey = (bucket: string): Key => [...metadataTablesPrefix, bucket];
/** Keys whose rows in a table are old: the id of the newest change. */
export const metadataChangedPrefix = (bucket: string, table: string): Key => ["s3", "metadata-changed", bucket, table];
export const metadataChangedKey = (bucket: string, table: string, key: string): Key => [
  ...metadataChangedPrefix(bucket, table),
  key,
];
/** How far the first walk over a bucket for a table is: Position. */
export const metadataBackfillKey = (bucket: string, table: string): Key => ["s3", "metadata-backfill", bucket, table];
