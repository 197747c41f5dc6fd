import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { writeAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import {
  checksumHeader,
  createDigest,
  DEFAULT_CHECKSUM_ALGORITHM,
  type DigestFunction,
} from "../checksum/algorithms.ts";
import { findChecksumHeader, invalidChecksumHeader, isChecksumValue } from "../checksum/declared.ts";
import { entityTooLarge, headerNotImplemented, invalidRequest, malformedXml, noSuchUpload } from "../errors.ts";
import { parseCustomerKey } from "../encryption/customer-key.ts";
import { encryptionMembers } from "../encryption/read-encryption.ts";
import { checkCompletingKey } from "../encryption/upload-keys.ts";
import { quoteEtag } from "../etag.ts";
import { type Cause, causeOf, type CreatedEvent } from "../events/object-change.ts";
import { OBJECT_BYTES_MAX } from "../limits.ts";
import { assemble, type CompleteRequest } from "../multipart/assemble.ts";
import { checkUndisturbed } from "../multipart/check-undisturbed.ts";
import { objectLocation } from "../multipart/object-location.ts";
import { parseChecksumType } from "../multipart/upload-checksum.ts";
import type { UploadRecord } from "../multipart/upload-record.ts";
import { readParts, readUpload, removeUpload, type UploadName, versionIdOfUpload } from "../multipart/upload-store.ts";
import { checkIfNoneMatch } from "../objects/check-if-none-match.ts";
import { expirationHeader } from "../lifecycle/expiration-header.ts";
import { checksumMembers } from "../objects/object-members.ts";
import type { S3 } from "../s3.ts";
import { type Committed, commitVersion } from "../store/commit-version.ts";
import { readCurrentObject, readVersion } from "../store/read-version.ts";
import { writtenVersionId } from "../store/version-id.ts";
import { type ObjectDraft, wholeSecondMs } from "../store/version-record.ts";
import { checkWritePreconditions } from "../store/write-preconditions.ts";

type Input = InputOf<typeof Sdk, "CompleteMultipartUpload">;

/**
 * Makes the object of its parts, in one transaction that copies no bytes: the parts' extents, in order, become the object's. Parts
 * that are not listed are released.
 *
 * Completing again answers the same as long as the object it made is there (the version id follows from the upload id). Checks, in
 * order: headers and list → bucket → upload → conditions → parts in order → checksum type → each part (ETag, checksum, size) →
 * object size → object checksum.
 *
 * @throws {MalformedXML} 400  @throws {InvalidRequest} 400  @throws {NoSuchBucket} 404  @throws {NoSuchUpload} 404
 * @throws {PreconditionFailed} 412  @throws {NoSuchKey} 404  @throws {ConditionalRequestConflict} 409  @throws {InvalidPartOrder} 400
 * @throws {InvalidPart} 400  @throws {EntityTooSmall} 400  @throws {BadDigest} 400  @throws {EntityTooLarge} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html (read 2026-11-23; order: see assemble.ts)
 */
export const completeMultipartUpload: Operation<typeof Sdk, "CompleteMultipartUpload", S3> = {
  access: ({ Bucket, Key, IfMatch, IfNoneMatch }) =>
    writeAccess({ Bucket, Key, IfMatch, IfNoneMatch }, { isCreation: true }),
  async handle(input, context, s3) {
    const request = parseRequest(input, context);
    const name = { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId };
    const customer = parseCustomerKey(input);
    const digest = await digestOfUpload(s3, name);
    const cause = causeOf(s3.runtime.clock, context, "ObjectCreated:CompleteMultipartUpload");
    const committed = await s3.records.transact((transaction) => {
      openBucket(transaction, name.bucket, context, input.ExpectedBucketOwner);
      const upload = readUpload(transaction, name);
      if (upload === undefined) return findCompleted(transaction, name, context);
      checkCompletingKey(name.bucket, upload, customer);
      checkConditions(transaction, name, { input, upload });
      return complete(transaction, s3, { name, upload, request, digest, cause });
    });
    const { bucket, version, expiration } = committed;
    return {
      Location: objectLocation(context, name),
      Bucket: name.bucket,
      Key: name.key,
      ETag: quoteEtag(version.etag),
      VersionId: writtenVersionId(bucket, version),
      Expiration: expiration,
      ...checksumMembers(version.checksum),
      ...encryptionMembers(version.encryption, customer),
    };
  },
};

function parseRequest(input: Input, context: RequestContext): CompleteRequest {
  checkIfNoneMatch(input.IfNoneMatch, input.IfMatch);
  if (input.IfMatch?.trim() === "*") {
    throw headerNotImplemented("If-Match", "We don't accept the provided value of If-Match header for this API");
  }
  // AWS: no document at all is told apart from a document without parts.
  if (input.MultipartUpload === undefined) throw invalidRequest("You must specify at least one part");
  const parts = input.MultipartUpload.Parts ?? [];
  if (parts.length === 0) throw malformedXml();
  const checksum = findChecksumHeader(context.headers);
  if (checksum !== undefined && !isChecksumValue(checksum.algorithm, checksum.value.replace(/-\d+$/, ""))) {
    throw invalidChecksumHeader(checksumHeader(checksum.algorithm));
  }
  return { parts, checksumType: parseChecksumType(input.ChecksumType), checksum, objectSizeBytes: input.MpuObjectSize };
}

/** Hashers load asynchronously, transactions cannot wait: so the upload's algorithm, which never changes, is looked up first. */
async function digestOfUpload(s3: S3, name: UploadName): Promise<DigestFunction> {
  const upload = await s3.records.read((reader) => readUpload(reader, name));
  return await createDigest(upload?.checksum?.algorithm ?? DEFAULT_CHECKSUM_ALGORITHM);
}

function checkConditions(
  transaction: Transaction,
  name: UploadName,
  { input, upload }: { input: Input; upload: UploadRecord },
): void {
  const current = readCurrentObject(transaction, name.bucket, name.key);
  const conditions = { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch };
  checkWritePreconditions(name.key, current, conditions);
  checkUndisturbed(name.key, { upload, current, conditions });
}

interface Completion {
  readonly name: UploadName;
  readonly upload: UploadRecord;
  readonly request: CompleteRequest;
  readonly digest: DigestFunction;
  readonly cause: Cause<CreatedEvent>;
}

function complete(transaction: Transaction, s3: S3, completion: Completion): Committed {
  const { name, upload, request, digest, cause } = completion;
  const stored = readParts(transaction, name.uploadId);
  const { extents, ...assembled } = assemble(upload, stored, { request, digest });
  if (assembled.sizeBytes > OBJECT_BYTES_MAX) throw entityTooLarge(assembled.sizeBytes, OBJECT_BYTES_MAX);
  const draft = { ...objectOf(upload), ...assembled, lastModifiedMs: wholeSecondMs(cause.timeMs) };
  const committed = commitVersion(
    transaction,
    { bytes: s3.bytes, bucket: name.bucket, key: name.key },
    {
      draft,
      extents,
      newVersionId: versionIdOfUpload(name.uploadId),
      cause,
    },
  );
  const kept = new Set(assembled.parts.map((part) => part.partNumber));
  removeUpload(transaction, s3.bytes, { name, kept, parts: stored });
  return committed;
}

/** What the upload said of its object when it began. */
function objectOf(upload: UploadRecord): Omit<ObjectDraft, "sizeBytes" | "etag" | "lastModifiedMs"> {
  const {
    uploadId: _id,
    initiatedMs: _at,
    initiatorAccountId: _by,
    checksum: _checksum,
    currentAtStart: _current,
    ...object
  } = upload;
  return object;
}

/** The object that an earlier, identical request made. @throws {NoSuchUpload} 404 */
function findCompleted(transaction: Transaction, name: UploadName, context: RequestContext): Committed {
  const madeId = versionIdOfUpload(name.uploadId);
  const current = readCurrentObject(transaction, name.bucket, name.key);
  const made = current?.manifestId === madeId ? current : readVersion(transaction, name.bucket, name.key, madeId);
  if (made === undefined || made.isDeleteMarker || made.manifestId !== madeId) throw noSuchUpload(name.uploadId);
  const bucket = openBucket(transaction, name.bucket, context);
  return { bucket, version: made, expiration: expirationHeader(transaction, bucket, { key: name.key, version: made }) };
}
