/** Encryption at rest: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  encryption: notImplemented("objects are not sealed at rest yet"),
} as const;

type Names = "DeleteBucketEncryption" | "GetBucketEncryption" | "PutBucketEncryption" | "UpdateObjectEncryption";

export const encryptionTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketEncryption: missing.encryption,
  GetBucketEncryption: missing.encryption,
  PutBucketEncryption: missing.encryption,
  UpdateObjectEncryption: missing.encryption,
};
