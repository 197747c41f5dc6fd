/** What keeps objects safe: Object Lock and replication: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  objectLock: notImplemented("Object Lock is not there yet"),
  replication: notImplemented("replication is not executed yet"),
} as const;

type Names =
  | "DeleteBucketReplication"
  | "GetBucketReplication"
  | "GetObjectLegalHold"
  | "GetObjectLockConfiguration"
  | "GetObjectRetention"
  | "PutBucketReplication"
  | "PutObjectLegalHold"
  | "PutObjectLockConfiguration"
  | "PutObjectRetention";

export const protectionTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketReplication: missing.replication,
  GetBucketReplication: missing.replication,
  GetObjectLegalHold: missing.objectLock,
  GetObjectLockConfiguration: missing.objectLock,
  GetObjectRetention: missing.objectLock,
  PutBucketReplication: missing.replication,
  PutObjectLegalHold: missing.objectLock,
  PutObjectLockConfiguration: missing.objectLock,
  PutObjectRetention: missing.objectLock,
};
