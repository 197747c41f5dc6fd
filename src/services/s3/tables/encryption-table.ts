/** Encryption at rest: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../../kit/operation.ts";
import { deleteBucketEncryption } from "../operations/delete-bucket-encryption.ts";
import { getBucketEncryption } from "../operations/get-bucket-encryption.ts";
import { putBucketEncryption } from "../operations/put-bucket-encryption.ts";
import { updateObjectEncryption } from "../operations/update-object-encryption.ts";
import type { S3 } from "../s3.ts";

type Names = "DeleteBucketEncryption" | "GetBucketEncryption" | "PutBucketEncryption" | "UpdateObjectEncryption";

export const encryptionTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketEncryption: deleteBucketEncryption,
  GetBucketEncryption: getBucketEncryption,
  PutBucketEncryption: putBucketEncryption,
  UpdateObjectEncryption: updateObjectEncryption,
};
