/**
 * The operation as a log record names it: `REST.`, the method, and what it was asked of. Where S3's documents and published logs show no name, it is the subresource's
 * (assumed).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html (read 2026-11-29: "REST.HTTP_method.resource_type")
 */
const NAMES: Readonly<Record<string, string>> = {
  AbortMultipartUpload: "DELETE.UPLOAD",
  CompleteMultipartUpload: "POST.UPLOAD",
  CopyObject: "COPY.OBJECT",
  CreateBucket: "PUT.BUCKET",
  CreateMultipartUpload: "POST.UPLOADS",
  DeleteBucket: "DELETE.BUCKET",
  DeleteObjects: "POST.MULTI_OBJECT_DELETE",
  GetBucketAccelerateConfiguration: "GET.ACCELERATE",
  GetBucketLifecycleConfiguration: "GET.LIFECYCLE",
  GetBucketLogging: "GET.LOGGING_STATUS",
  GetBucketNotificationConfiguration: "GET.NOTIFICATION",
  GetBucketPolicy: "GET.BUCKETPOLICY",
  HeadBucket: "HEAD.BUCKET",
  ListMultipartUploads: "GET.UPLOADS",
  ListObjects: "GET.BUCKET",
  ListObjectsV2: "GET.BUCKET",
  ListObjectVersions: "GET.BUCKETVERSIONS",
  ListParts: "GET.UPLOAD",
  PutBucketAccelerateConfiguration: "PUT.ACCELERATE",
  PutBucketLifecycleConfiguration: "PUT.LIFECYCLE",
  PutBucketLogging: "PUT.LOGGING_STATUS",
  PutBucketNotificationConfiguration: "PUT.NOTIFICATION",
  PutBucketPolicy: "PUT.BUCKETPOLICY",
  DeleteBucketPolicy: "DELETE.BUCKETPOLICY",
  RestoreObject: "POST.RESTORE",
  SelectObjectContent: "SELECT.OBJECT",
  UploadPart: "PUT.PART",
  UploadPartCopy: "COPY.PART",
};

const VERB = /^(Get|Put|Delete|Head|List|Create|Update)(?:Bucket(?=.)|Public(?=AccessBlock))?/;

export function logOperation(operation: string, method: string): string {
  const known = NAMES[operation];
  if (known !== undefined) return `REST.${known}`;
  const rest = operation.replace(VERB, (match) => (match.endsWith("Public") ? "Public" : ""));
  return `REST.${method}.${rest.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_").toUpperCase()}`;
}
