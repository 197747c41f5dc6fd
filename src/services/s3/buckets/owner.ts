/**
 * The owner of buckets and objects, as S3 names accounts.
 *
 * AWS: owners carry no DisplayName any more (API_Owner: removed on 21 November 2025); accounts with legacy defaults show theirs.
 */
import type { Owner } from "@aws-sdk/client-s3";
import { ownerOfObject } from "../access/object-ownership.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

export function ownerOf({ canonicalUserIds, accountNames }: S3, accountId: string): Owner {
  const ID = canonicalUserIds.of(accountId);
  const DisplayName = accountNames.displayNameOf(ID);
  return DisplayName === undefined ? { ID } : { ID, DisplayName };
}

/** Shows the owner of an object or an upload. */
export type OwnerOf = (version: { readonly ownerAccountId?: string | undefined }) => Owner;

/** Shows the owners of a bucket's objects and uploads; the same object for the same owner. */
export function objectOwners(s3: S3, bucket: BucketRecord): OwnerOf {
  const bucketOwner = ownerOf(s3, bucket.accountId);
  return (version) => {
    const accountId = ownerOfObject(bucket, version);
    return accountId === bucket.accountId ? bucketOwner : ownerOf(s3, accountId);
  };
}
