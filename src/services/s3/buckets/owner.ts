/**
 * The owner of buckets and objects, as S3 names accounts.
 *
 * AWS: owners carry no DisplayName any more (API_Owner: removed on 21 November 2025).
 */
import type { Owner } from "@aws-sdk/client-s3";
import type { S3 } from "../s3.ts";

export function ownerOf({ canonicalUserIds }: S3, accountId: string): Owner {
  return { ID: canonicalUserIds.of(accountId) };
}
