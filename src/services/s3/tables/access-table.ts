/** Access control lists, Object Ownership, requester pays and attribute-based access: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import { deleteBucketOwnershipControls } from "../operations/delete-bucket-ownership-controls.ts";
import { getBucketAcl } from "../operations/get-bucket-acl.ts";
import { getBucketOwnershipControls } from "../operations/get-bucket-ownership-controls.ts";
import { getObjectAcl } from "../operations/get-object-acl.ts";
import { putBucketAcl } from "../operations/put-bucket-acl.ts";
import { putBucketOwnershipControls } from "../operations/put-bucket-ownership-controls.ts";
import { putObjectAcl } from "../operations/put-object-acl.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  requestPayment: notImplemented("nobody is billed, so there is no requester to pay"),
  abac: notImplemented("attribute-based access control of buckets needs the policy engine"),
} as const;

type Names =
  | "DeleteBucketOwnershipControls"
  | "GetBucketAbac"
  | "GetBucketAcl"
  | "GetBucketOwnershipControls"
  | "GetBucketRequestPayment"
  | "GetObjectAcl"
  | "PutBucketAbac"
  | "PutBucketAcl"
  | "PutBucketOwnershipControls"
  | "PutBucketRequestPayment"
  | "PutObjectAcl";

export const accessTable: Pick<OperationTable<typeof Sdk, S3>, Names> = {
  DeleteBucketOwnershipControls: deleteBucketOwnershipControls,
  GetBucketAbac: missing.abac,
  GetBucketAcl: getBucketAcl,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketRequestPayment: missing.requestPayment,
  GetObjectAcl: getObjectAcl,
  PutBucketAbac: missing.abac,
  PutBucketAcl: putBucketAcl,
  PutBucketOwnershipControls: putBucketOwnershipControls,
  PutBucketRequestPayment: missing.requestPayment,
  PutObjectAcl: putObjectAcl,
};
