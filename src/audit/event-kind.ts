/**
 * What CloudTrail says of an operation before it looks at the call: its source, its name, whether it only reads, and whether it is about data
 * (objects, items), which is recorded only when asked for.
 */

export interface EventKind {
  /** `s3.amazonaws.com`. */
  readonly eventSource: string;
  readonly eventName: string;
  readonly isReadOnly: boolean;
  readonly isManagement: boolean;
  /** The answer belongs into the event: calls that change something, and those that hand out credentials. */
  readonly showsResponse: boolean;
}

/**
 * AWS: S3's data events; neither a trail nor the event history has them by default.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html (read 2026-11-23)
 */
const S3_DATA: ReadonlySet<string> = new Set([
  "AbortMultipartUpload",
  "CompleteMultipartUpload",
  "CopyObject",
  "CreateMultipartUpload",
  "CreateSession",
  "DeleteObject",
  "DeleteObjectTagging",
  "DeleteObjects",
  "GetObject",
  "GetObjectAcl",
  "GetObjectAttributes",
  "GetObjectLegalHold",
  "GetObjectRetention",
  "GetObjectTagging",
  "GetObjectTorrent",
  "HeadBucket",
  "HeadObject",
  "ListMultipartUploads",
  "ListObjectVersions",
  "ListObjects",
  "ListObjectsV2",
  "ListParts",
  "PutObject",
  "PutObjectAcl",
  "PutObjectLegalHold",
  "PutObjectRetention",
  "PutObjectTagging",
  "RenameObject",
  "RestoreObject",
  "SelectObjectContent",
  "UpdateObjectEncryption",
  "UploadPart",
  "UploadPartCopy",
  "WriteGetObjectResponse",
]);

/**
 * AWS: DynamoDB's data events.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html (read 2026-11-29)
 */
const DYNAMODB_DATA: ReadonlySet<string> = new Set([
  "BatchExecuteStatement",
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "ExecuteStatement",
  "ExecuteTransaction",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "SearchVectors",
  "TransactGetItems",
  "TransactWriteItems",
  "UpdateItem",
]);

const DATA: Readonly<Record<string, ReadonlySet<string>>> = { s3: S3_DATA, dynamodb: DYNAMODB_DATA };

/** AWS: the names that S3's events carry where they are not the operation's (the tables of the same page). */
const S3_NAMES: Readonly<Record<string, string>> = {
  DeletePublicAccessBlock: "DeleteBucketPublicAccessBlock",
  GetPublicAccessBlock: "GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "PutBucketPublicAccessBlock",
  GetBucketLifecycleConfiguration: "GetBucketLifecycle",
  PutBucketLifecycleConfiguration: "PutBucketLifecycle",
  GetBucketNotificationConfiguration: "GetBucketNotification",
  PutBucketNotificationConfiguration: "PutBucketNotification",
  ListObjectsV2: "ListObjects",
};

const READS = /^(?:Get|List|Describe|Head|Lookup|BatchGet|Search|Select|Simulate|Test|Check|Validate|Count|Preview)/;
/** Reads by another name. AWS: KMS and STS say `readOnly: true` for these (KMS developer guide, "Examples of AWS KMS log entries"; IAM user guide, "CloudTrail"). */
const ALSO_READS: Readonly<Record<string, ReadonlySet<string>>> = {
  kms: new Set([
    "Decrypt",
    "DeriveSharedSecret",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "GenerateRandom",
    "ReEncrypt",
    "Sign",
    "Verify",
    "VerifyMac",
  ]),
  sts: new Set(["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage"]),
  iam: new Set(["GenerateCredentialReport", "GenerateServiceLastAccessedDetails"]),
  dynamodb: new Set(["Query", "Scan", "TransactGetItems"]),
};
/** AWS: these say `readOnly: true` and show the access key that they made (IAM user guide, CloudTrail examples). */
const HANDS_OUT_CREDENTIALS: ReadonlySet<string> = new Set([
  "AssumeRole",
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "GetFederationToken",
  "GetSessionToken",
]);

/** `service` is our name of it, which is the first label of AWS's host name for all services so far. */
export function eventKindOf(service: string, operation: string): EventKind {
  const isReadOnly = READS.test(operation) || ALSO_READS[service]?.has(operation) === true;
  return {
    eventSource: `${service}.amazonaws.com`,
    eventName: (service === "s3" ? S3_NAMES[operation] : undefined) ?? operation,
    isReadOnly,
    isManagement: DATA[service]?.has(operation) !== true,
    showsResponse: !isReadOnly || (service === "sts" && HANDS_OUT_CREDENTIALS.has(operation)),
  };
}
