/**
 * The S3 service: one row for every operation of the SDK client, working or refused with the reason. Features beyond buckets and objects
 * bring their rows in tables of their own.
 */
import type * as Sdk from "@aws-sdk/client-s3";
import type { OperationTable } from "../../kit/operation.ts";
import { withAccessPointRows } from "./access-points/access-point-rows.ts";
import { tellingCharges } from "./access/requester-pays.ts";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteBucketTagging } from "./operations/delete-bucket-tagging.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjectTagging } from "./operations/delete-object-tagging.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getBucketTagging } from "./operations/get-bucket-tagging.ts";
import { getBucketVersioning } from "./operations/get-bucket-versioning.ts";
import { getObject } from "./operations/get-object.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { getObjectTagging } from "./operations/get-object-tagging.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { putBucketTagging } from "./operations/put-bucket-tagging.ts";
import { putBucketVersioning } from "./operations/put-bucket-versioning.ts";
import { putObject } from "./operations/put-object.ts";
import { putObjectTagging } from "./operations/put-object-tagging.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import { deleteBucketPolicy } from "./operations/delete-bucket-policy.ts";
import { deletePublicAccessBlock } from "./operations/delete-public-access-block.ts";
import { getBucketPolicy } from "./operations/get-bucket-policy.ts";
import { getBucketPolicyStatus } from "./operations/get-bucket-policy-status.ts";
import { getPublicAccessBlock } from "./operations/get-public-access-block.ts";
import { putBucketPolicy } from "./operations/put-bucket-policy.ts";
import { putPublicAccessBlock } from "./operations/put-public-access-block.ts";
import { withDirectoryBucketRows } from "./express/express-operations.ts";
import type { S3 } from "./s3.ts";
import { withWarehouseRows } from "./warehouses/warehouse-operations.ts";
import { accessTable } from "./tables/access-table.ts";
import { encryptionTable } from "./tables/encryption-table.ts";
import { timeTable } from "./tables/time-table.ts";
import { protectionTable } from "./tables/protection-table.ts";
import { eventsTable } from "./tables/events-table.ts";
import { webTable } from "./tables/web-table.ts";
import { expressTable } from "./tables/express-table.ts";

const rows: OperationTable<typeof Sdk, S3> = {
  ...accessTable,
  ...encryptionTable,
  ...timeTable,
  ...protectionTable,
  ...eventsTable,
  ...webTable,
  ...expressTable,
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetBucketLocation: getBucketLocation,
  GetBucketPolicy: getBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketTagging: getBucketTagging,
  GetBucketVersioning: getBucketVersioning,
  GetObjectAttributes: getObjectAttributes,
  GetObject: getObject,
  GetObjectTagging: getObjectTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutBucketPolicy: putBucketPolicy,
  PutBucketTagging: putBucketTagging,
  PutBucketVersioning: putBucketVersioning,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

/** Directory buckets and the buckets of tables have some of these, and permissions of their own; access points stand for buckets in some. */
export const s3Operations: OperationTable<typeof Sdk, S3> = tellingCharges(
  withAccessPointRows(withWarehouseRows(withDirectoryBucketRows(rows))),
);

export { createS3, type S3Dependencies } from "./s3.ts";
