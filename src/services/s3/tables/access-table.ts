/** Access control lists, Object Ownership, requester pays and attribute-based access: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../../kit/operation.ts";
import type { S3 } from "../s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  acl: notImplemented("access control lists and Object Ownership other than BucketOwnerEnforced are not there yet"),
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
  DeleteBucketOwnershipControls: missing.acl,
  GetBucketAbac: missing.abac,
  GetBucketAcl: missing.acl,
  GetBucketOwnershipControls: missing.acl,
  GetBucketRequestPayment: missing.requestPayment,
  GetObjectAcl: missing.acl,
  PutBucketAbac: missing.abac,
  PutBucketAcl: missing.acl,
  PutBucketOwnershipControls: missing.acl,
  PutBucketRequestPayment: missing.requestPayment,
  PutObjectAcl: missing.acl,
};
