/** Access control lists, Object Ownership, requester pays and attribute-based access: the rows of these operations in S3's table. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../../kit/operation.ts";
import { deleteBucketOwnershipControls } from "../operations/delete-bucket-ownership-controls.ts";
import { getBucketAbac } from "../operations/get-bucket-abac.ts";
import { getBucketAcl } from "../operations/get-bucket-acl.ts";
import { getBucketOwnershipControls } from "../operations/get-bucket-ownership-controls.ts";
import { getBucketRequestPayment } from "../operations/get-bucket-request-payment.ts";
import { getObjectAcl } from "../operations/get-object-acl.ts";
import { putBucketAbac } from "../operations/put-bucket-abac.ts";
import { putBucketAcl } from "../operations/put-bucket-acl.ts";
import { putBucketOwnershipControls } from "../operations/put-bucket-ownership-controls.ts";
import { putBucketRequestPayment } from "../operations/put-bucket-request-payment.ts";
import { putObjectAcl } from "../operations/put-object-acl.ts";
import type { S3 } from "../s3.ts";

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
  GetBucketAbac: getBucketAbac,
  GetBucketAcl: getBucketAcl,
  GetBucketOwnershipControls: getBucketOwnershipControls,
  GetBucketRequestPayment: getBucketRequestPayment,
  GetObjectAcl: getObjectAcl,
  PutBucketAbac: putBucketAbac,
  PutBucketAcl: putBucketAcl,
  PutBucketOwnershipControls: putBucketOwnershipControls,
  PutBucketRequestPayment: putBucketRequestPayment,
  PutObjectAcl: putObjectAcl,
};
