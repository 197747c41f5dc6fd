/**
 * S3's refusals: one factory for each, with S3's code, status, message and fields. Messages are S3's own words as its
 * error reference and its answers show them.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { ServiceError } from "../../kit/errors.ts";

type Fields = Readonly<Record<string, unknown>>;

function refusal(status: number, code: string, message: string, fields: Fields = {}): ServiceError {
  return new ServiceError({ status, code, message, fields });
}

// Buckets.

export function noSuchBucket(bucket: string): ServiceError {
  return refusal(404, "NoSuchBucket", "The specified bucket does not exist", { BucketName: bucket });
}

export function invalidBucketName(bucket: string): ServiceError {
  return refusal(400, "InvalidBucketName", "The specified bucket is not valid.", { BucketName: bucket });
}

export function bucketAlreadyExists(bucket: string): ServiceError {
  const message =
    "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
  return refusal(409, "BucketAlreadyExists", message, { BucketName: bucket });
}

export function bucketAlreadyOwnedByYou(bucket: string): ServiceError {
  const message = "Your previous request to create the named bucket succeeded and you already own it.";
  return refusal(409, "BucketAlreadyOwnedByYou", message, { BucketName: bucket });
}

export function bucketNotEmpty(bucket: string): ServiceError {
  return refusal(409, "BucketNotEmpty", "The bucket you tried to delete is not empty", { BucketName: bucket });
}

export function tooManyBuckets(): ServiceError {
  return refusal(400, "TooManyBuckets", "You have attempted to create more buckets than allowed");
}

export function illegalLocationConstraint(constraint: string): ServiceError {
  const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return refusal(400, "IllegalLocationConstraintException", message);
}

export function invalidLocationConstraint(constraint: string): ServiceError {
  return refusal(400, "InvalidLocationConstraint", "The specified location-constraint is not valid", {
    LocationConstraint: constraint,
  });
}

/** The bucket is in another Region; clients read the header and try again there. */
export function permanentRedirect(bucket: string, region: string, host: string): ServiceError {
  const message =
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.";
  return new ServiceError({
    status: 301,
    code: "PermanentRedirect",
    message,
    fault: "client",
    fields: { Endpoint: host, Bucket: bucket },
    headers: [["x-amz-bucket-region", region]],
  });
}

/** Of a website that was asked under another Region's host. Code and words are remembered of S3's answers; the status is assumed. */
export function incorrectEndpoint(endpoint: string): ServiceError {
  const message = "The specified bucket exists in another region. Please direct requests to the specified endpoint.";
  return refusal(400, "IncorrectEndpoint", message, { Endpoint: endpoint });
}

/** The request names an owner, and it is not the bucket's (`x-amz-expected-bucket-owner`). */
export function accessDenied(): ServiceError {
  return refusal(403, "AccessDenied", "Access Denied");
}

// Keys and versions.

export function noSuchKey(key: string): ServiceError {
  return refusal(404, "NoSuchKey", "The specified key does not exist.", { Key: key });
}

/** The current version is a delete marker; AWS says so in a header and in nothing else. */
export function noSuchKeyDeleted(key: string, versionId: string): ServiceError {
  return new ServiceError({
    status: 404,
    code: "NoSuchKey",
    message: "The specified key does not exist.",
    fields: { Key: key },
    headers: [
      ["x-amz-delete-marker", "true"],
      ["x-amz-version-id", versionId],
    ],
  });
}

export function noSuchVersion(key: string, versionId: string): ServiceError {
  return refusal(404, "NoSuchVersion", "The specified version does not exist.", { Key: key, VersionId: versionId });
}

/** A delete marker was asked for by its version id: it can only be deleted. */
export function deleteMarkerNotAllowed(method: string, lastModified: string): ServiceError {
  return new ServiceError({
    status: 405,
    code: "MethodNotAllowed",
    message: "The specified method is not allowed against this resource.",
    fields: { Method: method, ResourceType: "DeleteMarker" },
    headers: [
      ["x-amz-delete-marker", "true"],
      ["Allow", "DELETE"],
      ["Last-Modified", lastModified],
    ],
  });
}

export function noSuchUpload(uploadId: string): ServiceError {
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  return refusal(404, "NoSuchUpload", message, { UploadId: uploadId });
}

export function keyTooLong(size: number, max: number): ServiceError {
  return refusal(400, "KeyTooLongError", "Your key is too long", { Size: size, MaxSizeAllowed: max });
}

export function noSuchBucketPolicy(bucket: string): ServiceError {
  return refusal(404, "NoSuchBucketPolicy", "The bucket policy does not exist", { BucketName: bucket });
}

export function malformedPolicy(message: string): ServiceError {
  return refusal(400, "MalformedPolicy", message);
}

/** In the words of today's refusals, which name the setting. */
export function publicPolicyBlocked(who: string, arn: string, action = "s3:PutBucketPolicy"): ServiceError {
  const because = "because public policies are blocked by the BlockPublicPolicy block public access setting.";
  const message = `User: ${who} is not authorized to perform: ${action} on resource: "${arn}" ${because}`;
  return refusal(403, "AccessDenied", message);
}

/** AWS: only the owner's account may see and change a bucket's policy; others who are allowed to get 405 (API_PutBucketPolicy). */
export function methodNotAllowed(method: string, resourceType = "BUCKETPOLICY"): ServiceError {
  const message = "The specified method is not allowed against this resource.";
  return refusal(405, "MethodNotAllowed", message, { Method: method, ResourceType: resourceType });
}

export function noSuchPublicAccessBlock(bucket: string): ServiceError {
  const message = "The public access block configuration was not found";
  return refusal(404, "NoSuchPublicAccessBlockConfiguration", message, { BucketName: bucket });
}

export function noSuchAccountBlock(accountId: string): ServiceError {
  const message = "The public access block configuration was not found";
  return refusal(404, "NoSuchPublicAccessBlockConfiguration", message, { AccountId: accountId });
}

export function noSuchTagSet(bucket: string): ServiceError {
  return refusal(404, "NoSuchTagSet", "The TagSet does not exist", { BucketName: bucket });
}

export function noSuchCorsConfiguration(bucket: string): ServiceError {
  return refusal(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist", { BucketName: bucket });
}

export function noSuchWebsiteConfiguration(bucket: string): ServiceError {
  const message = "The specified bucket does not have a website configuration";
  return refusal(404, "NoSuchWebsiteConfiguration", message, { BucketName: bucket });
}

/** A browser's question that cannot be answered. */
export function badPreflight(message: string): ServiceError {
  return refusal(400, "BadRequest", message);
}

/** A browser's question that is answered with no. */
export function accessForbidden(message: string, method: string, resourceType: "BUCKET" | "OBJECT"): ServiceError {
  return refusal(403, "AccessForbidden", message, { Method: method, ResourceType: resourceType });
}

// Conditions.

export function preconditionFailed(condition: string): ServiceError {
  return refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    Condition: condition,
  });
}

export function conditionalRequestConflict(key: string, condition: string): ServiceError {
  const message = "The conditional request cannot succeed due to a conflicting operation against this resource.";
  return refusal(409, "ConditionalRequestConflict", message, { Condition: condition, Key: key });
}

/** 304 without a body; the client's copy is still good. */
export function notModified(headers: readonly (readonly [string, string])[]): ServiceError {
  return new ServiceError({ status: 304, code: "NotModified", message: "Not Modified", fault: "client", headers });
}

export function invalidRange(rangeRequested: string, actualObjectSize: number): ServiceError {
  return refusal(416, "InvalidRange", "The requested range is not satisfiable", {
    RangeRequested: rangeRequested,
    ActualObjectSize: actualObjectSize,
  });
}

export function invalidPartNumber(partNumber: number, actualPartCount: number): ServiceError {
  return refusal(416, "InvalidPartNumber", "The requested partnumber is not satisfiable", {
    PartNumberRequested: partNumber,
    ActualPartCount: actualPartCount,
  });
}

// Request content.

export function invalidArgument(message: string, argumentName?: string, argumentValue?: string): ServiceError {
  return refusal(400, "InvalidArgument", message, {
    ...(argumentName === undefined ? {} : { ArgumentName: argumentName }),
    ...(argumentValue === undefined ? {} : { ArgumentValue: argumentValue }),
  });
}

export function invalidRequest(message: string): ServiceError {
  return refusal(400, "InvalidRequest", message);
}

export function malformedXml(): ServiceError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return refusal(400, "MalformedXML", message);
}

export function missingContentLength(): ServiceError {
  return refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
}

export function entityTooLarge(proposedSize: number, maxSizeAllowed: number): ServiceError {
  return refusal(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    ProposedSize: proposedSize,
    MaxSizeAllowed: maxSizeAllowed,
  });
}

export function entityTooSmall(fields: Fields = {}): ServiceError {
  return refusal(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", fields);
}

export function incompleteBody(): ServiceError {
  return refusal(
    400,
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}

export function metadataTooLarge(size: number, maxSizeAllowed: number): ServiceError {
  return refusal(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
    Size: size,
    MaxSizeAllowed: maxSizeAllowed,
  });
}

/** Content-MD5 that is not base64 of 16 bytes. */
export function invalidDigest(contentMd5: string): ServiceError {
  return refusal(400, "InvalidDigest", "The Content-MD5 you specified was invalid.", { "Content-MD5": contentMd5 });
}

/** Content-MD5 that is well-formed and is not the body's. */
export function badDigest(expectedDigest: string, calculatedDigest: string): ServiceError {
  return refusal(400, "BadDigest", "The Content-MD5 you specified did not match what we received.", {
    ExpectedDigest: expectedDigest,
    CalculatedDigest: calculatedDigest,
  });
}

/** A checksum that is well-formed and is not the body's. */
export function badChecksum(algorithm: string): ServiceError {
  return refusal(400, "BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

export function invalidStorageClass(storageClass: string, reason?: string): ServiceError {
  const why = reason === undefined ? "" : `: ${reason}`;
  return refusal(400, "InvalidStorageClass", `The storage class you specified is not valid${why}`, {
    StorageClassRequested: storageClass,
  });
}

/** The bytes are archived, or not of a kind that can be restored. `tier`: of INTELLIGENT_TIERING. */
export function invalidObjectState(
  message: string,
  { storageClass = "STANDARD" }: { readonly storageClass?: string | undefined },
  tier?: string,
): ServiceError {
  const fields = { StorageClass: storageClass, ...(tier === undefined ? {} : { AccessTier: tier }) };
  return refusal(403, "InvalidObjectState", message, fields);
}

export function restoreAlreadyInProgress(): ServiceError {
  return refusal(409, "RestoreAlreadyInProgress", "Object restore is already in progress");
}

/** S3's own 501, for a header whose function S3 does not have in this place. */
export function headerNotImplemented(header: string, additionalMessage?: string): ServiceError {
  return refusal(501, "NotImplemented", "A header you provided implies functionality that is not implemented", {
    Header: header,
    ...(additionalMessage === undefined ? {} : { additionalMessage }),
  });
}

export function operationAborted(): ServiceError {
  const message =
    "A conflicting conditional operation is currently in progress against this resource. Please try again.";
  return refusal(409, "OperationAborted", message);
}

// Encryption.

/** Of a customer's key. In the words of S3's answers, which differ from its error reference. */
export function invalidEncryptionAlgorithm(algorithm: string): ServiceError {
  const message = "The Encryption request you specified is not valid. Supported value: AES256.";
  return refusal(400, "InvalidEncryptionAlgorithmError", message, {
    ArgumentName: "x-amz-server-side-encryption",
    ArgumentValue: algorithm,
  });
}

export function wrongCustomerKey(): ServiceError {
  const message =
    "Requests specifying Server Side Encryption with Customer provided keys must provide the correct secret key.";
  return refusal(403, "AccessDenied", message);
}

/** As the user guide shows it (troubleshoot-403-errors.html). */
export function customerKeysBlocked(who: string, objectArn: string): ServiceError {
  const because =
    "because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type";
  return refusal(
    403,
    "AccessDenied",
    `User: ${who} is not authorized to perform: s3:PutObject on resource: "${objectArn}" ${because}`,
  );
}

/** UpdateObjectEncryption's refusals, as API_UpdateObjectEncryption lists them. */
export function keyOfOtherAccount(): ServiceError {
  const message =
    "The AWS KMS key in the request must be owned by the same account as the bucket. Modify the request to specify a KMS key from the same account, and then try again.";
  return refusal(403, "AccessDenied", message);
}

export function lockedEncryption(): ServiceError {
  const message =
    "The encryption type for the specified object can't be updated because that object is protected by S3 Object Lock.";
  return refusal(403, "AccessDenied", message);
}

export function encryptionNotConfigured(bucket: string): ServiceError {
  const message = "The server side encryption configuration was not found";
  return refusal(404, "ServerSideEncryptionConfigurationNotFoundError", message, { BucketName: bucket });
}

export function illegalVersioningConfiguration(): ServiceError {
  const message = "The Versioning element must be specified";
  return refusal(400, "IllegalVersioningConfigurationException", message);
}

export function invalidBucketAclWithObjectOwnership(): ServiceError {
  const message = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting";
  return refusal(400, "InvalidBucketAclWithObjectOwnership", message);
}

/** A bucket that is made with a public list while it blocks them. */
export function invalidBucketAclWithBlockPublicAccess(): ServiceError {
  const message = "Bucket cannot have public ACLs set with BlockPublicAccess enabled";
  return refusal(400, "InvalidBucketAclWithBlockPublicAccessError", message);
}

/** In the words of today's refusals, which name the setting (s3 user guide, troubleshoot-403-errors.html). */
export function publicAclBlocked(who: string, action: string, resource: string): ServiceError {
  const because =
    "because public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.";
  const message = `User: ${who} is not authorized to perform: ${action} on resource: "${resource}" ${because}`;
  return refusal(403, "AccessDenied", message);
}

export function ownershipControlsNotFound(bucket: string): ServiceError {
  const message = "The bucket ownership controls were not found";
  return refusal(404, "OwnershipControlsNotFoundError", message, { BucketName: bucket });
}

export function cannedAndGrants(): ServiceError {
  return invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed");
}

export function unexpectedContent(): ServiceError {
  return refusal(400, "UnexpectedContent", "This request does not support content");
}

export function missingSecurityHeader(header: string): ServiceError {
  const message = "Your request was missing a required header";
  return refusal(400, "MissingSecurityHeader", message, { MissingHeaderName: header });
}

export function malformedAcl(): ServiceError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return refusal(400, "MalformedACLError", message);
}

/** AWS: since October 2025 no list names anybody by e-mail (API_PutBucketAcl: "an HTTP 405 (Method Not Allowed) error"). */
export function emailGranteeNotAllowed(): ServiceError {
  return refusal(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
}

export function unresolvableGrantByEmail(email: string): ServiceError {
  const message = "The e-mail address you provided does not match any account on record.";
  return refusal(400, "UnresolvableGrantByEmailAddress", message, { EmailAddress: email });
}

export function accessControlListNotSupported(): ServiceError {
  return refusal(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
}

export function noSuchLifecycleConfiguration(bucket: string): ServiceError {
  const message = "The lifecycle configuration does not exist";
  return refusal(404, "NoSuchLifecycleConfiguration", message, { BucketName: bucket });
}

// Configurations of buckets, by id.

export function noSuchConfiguration(): ServiceError {
  return refusal(404, "NoSuchConfiguration", "The specified configuration does not exist.");
}

export function tooManyConfigurations(): ServiceError {
  const message =
    "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.";
  return refusal(400, "TooManyConfigurations", message);
}

// Directory buckets.

/** AWS: operations that directory buckets do not have (s3-express-APIs.html names those they have; the answer is assumed). */
export function directoryBucketsLack(operation: string): ServiceError {
  const message = "The specified method is not allowed against this resource.";
  return refusal(405, "MethodNotAllowed", message, { Method: operation, ResourceType: "BUCKET" });
}

export function directoryBucketsOnly(operation: string): ServiceError {
  return invalidRequest(`${operation} is for directory buckets only.`);
}

export function invalidWriteOffset(): ServiceError {
  const message = "The write offset value that you specified does not match the current object size.";
  return refusal(400, "InvalidWriteOffset", message);
}

export function tooManyAppends(): ServiceError {
  const message = "You have attempted to add more parts than the maximum of 10000 that are allowed for this object.";
  return refusal(400, "TooManyParts", message);
}

export function encryptionTypeMismatch(): ServiceError {
  const message = "The existing object was created with a different encryption type.";
  return refusal(400, "EncryptionTypeMismatch", message);
}

export function idempotencyMismatch(): ServiceError {
  const message = "Parameters on this idempotent request are inconsistent with parameters used in previous request(s).";
  return refusal(400, "IdempotencyParameterMismatch", message);
}

// Access points. Codes and words as recorded (localstack/localstack test_s3control.snapshot.json), but where they say otherwise.

export function noSuchAccessPoint(name: string): ServiceError {
  return refusal(404, "NoSuchAccessPoint", "The specified accesspoint does not exist", { AccessPointName: name });
}

/** Words as moto has them (moto/s3control/exceptions.py). */
export function noSuchAccessPointPolicy(name: string): ServiceError {
  const message = "The specified accesspoint policy does not exist";
  return refusal(404, "NoSuchAccessPointPolicy", message, { AccessPointName: name });
}

export function accessPointAlreadyOwnedByYou(): ServiceError {
  const message = "Your previous request to create the named accesspoint succeeded and you already own it.";
  return refusal(409, "AccessPointAlreadyOwnedByYou", message);
}

/** The code is the one of AWS's resource handler of CloudFormation; the words are assumed. */
export function tooManyAccessPoints(): ServiceError {
  return refusal(400, "TooManyAccessPoints", "You have attempted to create more access points than allowed");
}

export function accessPointNameNotInUri(name: string): ServiceError {
  return refusal(400, "InvalidURI", "Couldn't parse the specified URI.", { URI: `accesspoint/${name}` });
}

export function invalidAccessPointName(): ServiceError {
  return invalidRequest("Your Amazon S3 AccessPoint name is invalid");
}

/** Code and words of rebuy-de/aws-nuke issue 660, status of aws/aws-sdk-java-v2 pull request 2596. */
export function bucketHasAccessPoints(bucket: string): ServiceError {
  const message = "Bucket has access points attached and cannot be deleted.";
  return refusal(400, "BucketHasAccessPointsAttached", message, { BucketName: bucket });
}

/** AWS: "same-Region copies only" (access-points-service-api-support.html); the answer is assumed. */
export function copiesWithinRegion(): ServiceError {
  return invalidRequest("Copies from access points are made within their Region only.");
}
