/** What keeps objects safe: Object Lock and replication: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../../kit/operation.ts";
import { deleteBucketReplication } from "../operations/delete-bucket-replication.ts";
import { getBucketReplication } from "../operations/get-bucket-replication.ts";
import { getObjectLegalHold } from "../operations/get-object-legal-hold.ts";
import { getObjectLockConfiguration } from "../operations/get-object-lock-configuration.ts";
import { getObjectRetention } from "../operations/get-object-retention.ts";
import { putBucketReplication } from "../operations/put-bucket-replication.ts";
import { putObjectLegalHold } from "../operations/put-object-legal-hold.ts";
import { putObjectLockConfiguration } from "../operations/put-object-lock-configuration.ts";
import { putObjectRetention } from "../operations/put-object-retention.ts";
import type { S3 } from "../s3.ts";

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
  DeleteBucketReplication: deleteBucketReplication,
  GetBucketReplication: getBucketReplication,
  GetObjectLegalHold: getObjectLegalHold,
  GetObjectLockConfiguration: getObjectLockConfiguration,
  GetObjectRetention: getObjectRetention,
  PutBucketReplication: putBucketReplication,
  PutObjectLegalHold: putObjectLegalHold,
  PutObjectLockConfiguration: putObjectLockConfiguration,
  PutObjectRetention: putObjectRetention,
};
