/**
 * The S3 service: one row for every operation of the SDK client, working or refused with the reason.
 */
import type * as Sdk from "@aws-sdk/client-s3";
import { notImplemented, type OperationTable } from "../../kit/operation.ts";
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
import type { S3 } from "./s3.ts";

/** Why an operation is not there, by the feature it belongs to. */
const missing = {
  abac: notImplemented("attribute-based access control of buckets needs the policy engine"),
  accelerate: notImplemented("transfer acceleration has no meaning on one machine"),
  acl: notImplemented("access control lists and Object Ownership other than BucketOwnerEnforced are not there yet"),
  annotations: notImplemented("object annotations are not there yet"),
  archive: notImplemented("archive storage classes and restoring from them are not there yet"),
  cors: notImplemented("CORS rules are not kept or applied yet"),
  directoryBuckets: notImplemented("there are general purpose buckets only, no directory buckets"),
  encryption: notImplemented("objects are not sealed at rest yet"),
  lifecycle: notImplemented("lifecycle rules are not executed yet"),
  logging: notImplemented("server access logs are not written yet"),
  metadataTables: notImplemented("S3 Metadata tables need S3 Tables, which is not there yet"),
  notifications: notImplemented("event notifications are not sent yet"),
  objectLambda: notImplemented("there is no S3 Object Lambda"),
  objectLock: notImplemented("Object Lock is not there yet"),
  replication: notImplemented("replication is not executed yet"),
  reports: notImplemented("inventory, analytics and metrics reports are not produced yet"),
  requestPayment: notImplemented("nobody is billed, so there is no requester to pay"),
  select: notImplemented("S3 Select is closed to new customers; query the object through Athena"),
  tiering: notImplemented("Intelligent-Tiering does not move objects yet"),
  torrent: notImplemented("S3 no longer serves torrents"),
  website: notImplemented("static website hosting is not there yet"),
} as const;

export const s3Operations: OperationTable<typeof Sdk, S3> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateBucketMetadataConfiguration: missing.metadataTables,
  CreateBucketMetadataTableConfiguration: missing.metadataTables,
  CreateMultipartUpload: createMultipartUpload,
  CreateSession: missing.directoryBuckets,
  DeleteBucketAnalyticsConfiguration: missing.reports,
  DeleteBucket: deleteBucket,
  DeleteBucketCors: missing.cors,
  DeleteBucketEncryption: missing.encryption,
  DeleteBucketIntelligentTieringConfiguration: missing.tiering,
  DeleteBucketInventoryConfiguration: missing.reports,
  DeleteBucketLifecycle: missing.lifecycle,
  DeleteBucketMetadataConfiguration: missing.metadataTables,
  DeleteBucketMetadataTableConfiguration: missing.metadataTables,
  DeleteBucketMetricsConfiguration: missing.reports,
  DeleteBucketOwnershipControls: missing.acl,
  DeleteBucketPolicy: deleteBucketPolicy,
  DeleteBucketReplication: missing.replication,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteBucketWebsite: missing.website,
  DeleteObjectAnnotation: missing.annotations,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetBucketAbac: missing.abac,
  GetBucketAccelerateConfiguration: missing.accelerate,
  GetBucketAcl: missing.acl,
  GetBucketAnalyticsConfiguration: missing.reports,
  GetBucketCors: missing.cors,
  GetBucketEncryption: missing.encryption,
  GetBucketIntelligentTieringConfiguration: missing.tiering,
  GetBucketInventoryConfiguration: missing.reports,
  GetBucketLifecycleConfiguration: missing.lifecycle,
  GetBucketLocation: getBucketLocation,
  GetBucketLogging: missing.logging,
  GetBucketMetadataConfiguration: missing.metadataTables,
  GetBucketMetadataTableConfiguration: missing.metadataTables,
  GetBucketMetricsConfiguration: missing.reports,
  GetBucketNotificationConfiguration: missing.notifications,
  GetBucketOwnershipControls: missing.acl,
  GetBucketPolicy: getBucketPolicy,
  GetBucketPolicyStatus: getBucketPolicyStatus,
  GetBucketReplication: missing.replication,
  GetBucketRequestPayment: missing.requestPayment,
  GetBucketTagging: getBucketTagging,
  GetBucketVersioning: getBucketVersioning,
  GetBucketWebsite: missing.website,
  GetObjectAcl: missing.acl,
  GetObjectAnnotation: missing.annotations,
  GetObjectAttributes: getObjectAttributes,
  GetObject: getObject,
  GetObjectLegalHold: missing.objectLock,
  GetObjectLockConfiguration: missing.objectLock,
  GetObjectRetention: missing.objectLock,
  GetObjectTagging: getObjectTagging,
  GetObjectTorrent: missing.torrent,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBucketAnalyticsConfigurations: missing.reports,
  ListBucketIntelligentTieringConfigurations: missing.tiering,
  ListBucketInventoryConfigurations: missing.reports,
  ListBucketMetricsConfigurations: missing.reports,
  ListBuckets: listBuckets,
  ListDirectoryBuckets: missing.directoryBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectAnnotations: missing.annotations,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutBucketAbac: missing.abac,
  PutBucketAccelerateConfiguration: missing.accelerate,
  PutBucketAcl: missing.acl,
  PutBucketAnalyticsConfiguration: missing.reports,
  PutBucketCors: missing.cors,
  PutBucketEncryption: missing.encryption,
  PutBucketIntelligentTieringConfiguration: missing.tiering,
  PutBucketInventoryConfiguration: missing.reports,
  PutBucketLifecycleConfiguration: missing.lifecycle,
  PutBucketLogging: missing.logging,
  PutBucketMetricsConfiguration: missing.reports,
  PutBucketNotificationConfiguration: missing.notifications,
  PutBucketOwnershipControls: missing.acl,
  PutBucketPolicy: putBucketPolicy,
  PutBucketReplication: missing.replication,
  PutBucketRequestPayment: missing.requestPayment,
  PutBucketTagging: putBucketTagging,
  PutBucketVersioning: putBucketVersioning,
  PutBucketWebsite: missing.website,
  PutObjectAcl: missing.acl,
  PutObjectAnnotation: missing.annotations,
  PutObject: putObject,
  PutObjectLegalHold: missing.objectLock,
  PutObjectLockConfiguration: missing.objectLock,
  PutObjectRetention: missing.objectLock,
  PutObjectTagging: putObjectTagging,
  PutPublicAccessBlock: putPublicAccessBlock,
  RenameObject: missing.directoryBuckets,
  RestoreObject: missing.archive,
  SelectObjectContent: missing.select,
  UpdateBucketMetadataAnnotationTableConfiguration: missing.metadataTables,
  UpdateBucketMetadataInventoryTableConfiguration: missing.metadataTables,
  UpdateBucketMetadataJournalTableConfiguration: missing.metadataTables,
  UpdateObjectEncryption: missing.encryption,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  WriteGetObjectResponse: missing.objectLambda,
};

export { createS3, type S3Dependencies } from "./s3.ts";
