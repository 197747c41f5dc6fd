/** CopyObject: a new object of another one's bytes, shared and not copied. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectAccess, objectTagConditions } from "../access/object-access.ts";
import { checkPayer } from "../access/requester-pays.ts";
import { requireSourceAtHand } from "../archive/archive-state.ts";
import { annotationsNotResealed } from "../annotations/annotation-errors.ts";
import { addAnnotations, sharedAnnotations } from "../annotations/annotation-record.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { ChecksumAlgorithm } from "../checksum/algorithms.ts";
import { requireAlgorithm } from "../checksum/declared.ts";
import { invalidArgument, invalidRequest, operationAborted } from "../errors.ts";
import { bucketEncryptions } from "../encryption/bucket-encryption.ts";
import { type CustomerKey, parseSourceKey } from "../encryption/customer-key.ts";
import { openForCustomer, writtenMembers } from "../encryption/read-encryption.ts";
import { quoteEtag } from "../etag.ts";
import { causeOf } from "../events/object-change.ts";
import { COPY_RETRIES_MAX, SINGLE_PUT_BYTES_MAX } from "../limits.ts";
import { lockedWriteAccess } from "../lock/lock-access.ts";
import { checkIfNoneMatch } from "../objects/check-if-none-match.ts";
import { type CopiedBytes, copyBytes } from "../objects/copy-bytes.ts";
import { algorithmOfCopy } from "../objects/copy-digests.ts";
import { copyAccess, openCopySource, type OpenSource } from "../objects/copy-source.ts";
import { type CopySource, parseCopySource } from "../objects/copy-source-header.ts";
import { type ObjectFacts, parseObjectFacts } from "../objects/object-facts.ts";
import { checkKey } from "../objects/object-key.ts";
import { checksumMembers } from "../objects/object-members.ts";
import { takeBytes } from "../objects/taken-bytes.ts";
import { type AskedOptions, parseWriteOptions, settleWriteOptions } from "../objects/write-options.ts";
import type { S3 } from "../s3.ts";
import { type Committed, commitVersion } from "../store/commit-version.ts";
import { readCurrentObject } from "../store/read-version.ts";
import { newVersionId, shownVersionId, writtenVersionId } from "../store/version-id.ts";
import { type ObjectVersion, wholeSecondMs } from "../store/version-record.ts";

type Input = InputOf<typeof Sdk, "CopyObject">;

/**
 * Makes an object of another one's bytes, without copying them.
 *
 * Checks, in order: destination key → options and directives → source (bucket, version, conditions) → destination bucket → copy onto itself →
 * size. The source is looked at again inside the commit: when it was replaced while its bytes were hashed, the copy starts over.
 *
 * @throws {InvalidArgument} 400 for the source header or a directive  @throws {InvalidRequest} 400 for a copy onto itself that changes
 *   nothing, or a source beyond 5 GB  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {PreconditionFailed} 412
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (read 2026-11-22; check order assumed)
 */
export const copyObject: Operation<typeof Sdk, "CopyObject", S3> = {
  access: (input, { nowMs }) => lockedWriteAccess(copyAccess(input, { isCreation: true }), input, nowMs),
  async handle(input, context, s3) {
    checkKey(input.Key);
    const asked = parseWriteOptions(input);
    checkIfNoneMatch(input.IfNoneMatch, input.IfMatch);
    checkDirectives(input);
    const copy: Copy = {
      input,
      context,
      source: parseCopySource(input.CopySource),
      asked,
      sourceKey: parseSourceKey(input),
      replaced: parseObjectFacts(input, context.headers),
      algorithm: input.ChecksumAlgorithm === undefined ? undefined : requireAlgorithm(input.ChecksumAlgorithm),
    };
    for (let attempt = 0; attempt < COPY_RETRIES_MAX; attempt++) {
      const copied = await tryCopy(s3, copy);
      if (copied !== undefined) return show(copied, asked);
    }
    throw operationAborted();
  },
};

interface Copy {
  readonly input: Input;
  readonly context: RequestContext;
  readonly source: CopySource;
  readonly asked: AskedOptions;
  readonly sourceKey: CustomerKey | undefined;
  /** What the request itself says of the new object. */
  readonly replaced: ObjectFacts;
  readonly algorithm: ChecksumAlgorithm | undefined;
}

interface Copied extends Committed {
  readonly from: OpenSource;
}

/** Undefined when the source was replaced meanwhile. */
async function tryCopy(s3: S3, copy: Copy): Promise<Copied | undefined> {
  const { input, context, source } = copy;
  const finding = s3.records.read((reader) => {
    const from = openCopySource(reader, source, input);
    checkPayer(from.bucket, context);
    requireSourceAtHand({ reader, ...from, key: source.key, nowMs: context.nowMs });
    const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
    const customerKeys = openForCustomer(from.bucket, from.version.encryption, { customer: copy.sourceKey, context });
    const settled = settleWriteOptions({ s3, reader, bucket, key: input.Key, context }, copy.asked);
    const current = readCurrentObject(reader, input.Bucket, input.Key);
    const isDefaultSealed = bucketEncryptions.read(reader, bucket)?.algorithm !== undefined;
    checkSource(copy, from.version, { current, isDefaultSealed });
    const take = takeBytes(s3, reader, from.version);
    return { from: { ...from, key: source.key, take, customerKeys }, bucket, ...settled, current };
  });
  const found = await tellAbsence(s3, context, { Bucket: source.bucket, Key: source.key }, finding);
  s3.accesses.note(source, found.from.version, context.nowMs);
  await allowTags(s3, copy, found.from.version);
  await allowAnnotations(s3, copy, found.from.version);
  const algorithm = algorithmOfCopy(found.from.version, copy.algorithm);
  const bytes = await copyBytes(s3, { ...found, caller: context, key: input.Key, algorithm });
  const { etag, checksum, encryption } = bytes;
  if (copiesAnnotations(copy, found.from.version) && !(bytes.isShared && encryption?.algorithm !== "customer")) {
    await bytes.discard();
    throw annotationsNotResealed();
  }
  const draft = {
    ...factsOf(copy, found.from.version),
    ...found.options,
    etag,
    checksum,
    encryption,
    sizeBytes: found.from.version.sizeBytes,
    lastModifiedMs: wholeSecondMs(context.nowMs),
  };
  const place = { bytes: s3.bytes, bucket: input.Bucket, key: input.Key };
  const versionId = newVersionId(s3.runtime.ids);
  const preconditions = {
    ifMatch: input.IfMatch,
    ifNoneMatch: input.IfNoneMatch,
    existedBefore: found.current !== undefined,
  };
  const cause = causeOf(s3.runtime.clock, context, "ObjectCreated:Copy");
  const request = { draft, newVersionId: versionId, preconditions, cause };
  const copying = s3.records.transact((transaction) => {
    const from = openCopySource(transaction, source, input);
    if (!isSameVersion(from.version, found.from.version)) return undefined;
    const extents = bytes.commit(transaction, from.version);
    if (!copiesAnnotations(copy, from.version))
      return { from, ...commitVersion(transaction, place, { ...request, extents }) };
    const annotated = { ...draft, annotationCount: from.version.annotationCount };
    const annotations = sharedAnnotations(transaction, s3.bytes, { ...source, sequence: from.version.sequence });
    const committed = commitVersion(transaction, place, { ...request, draft: annotated, extents });
    addAnnotations(transaction, { ...place, sequence: committed.version.sequence }, annotations);
    return { from, ...committed };
  });
  return await givenUpUnless(copying, bytes);
}

/** AWS: annotations are copied along unless that is excluded (API_CopyObject). */
function copiesAnnotations({ input }: Copy, { annotationCount }: ObjectVersion): boolean {
  return annotationCount !== undefined && input.AnnotationDirective !== "EXCLUDE";
}

/** Bytes that were written for a copy go when it does not come to be. */
async function givenUpUnless<T>(copying: Promise<T | undefined>, bytes: CopiedBytes): Promise<T | undefined> {
  try {
    const copied = await copying;
    if (copied === undefined) await bytes.discard();
    return copied;
  } catch (error) {
    await bytes.discard();
    throw error;
  }
}

/** AWS: tags that are copied along are read and written with permissions of their own; an object without tags needs none (API_CopyObject). */
async function allowTags(s3: S3, { input, context, source }: Copy, { tags = [] }: ObjectVersion): Promise<void> {
  if (input.TaggingDirective === "REPLACE" || tags.length === 0) return;
  const { bucket: Bucket, key: Key, versionId: VersionId } = source;
  const read = objectAccess("s3:Get", { Bucket, Key, VersionId }, "Tagging");
  const write = objectAccess("s3:Put", { Bucket: input.Bucket, Key: input.Key }, "Tagging");
  await s3.authorizer.authorize(context, [read, { ...write, conditions: objectTagConditions(tags) }], "s3");
}

/** The same for annotations (assumed). */
async function allowAnnotations(s3: S3, copy: Copy, version: ObjectVersion): Promise<void> {
  if (!copiesAnnotations(copy, version)) return;
  const { input, context, source } = copy;
  const { bucket: Bucket, key: Key, versionId: VersionId } = source;
  const read = objectAccess("s3:Get", { Bucket, Key, VersionId }, "Annotation");
  const write = objectAccess("s3:Put", { Bucket: input.Bucket, Key: input.Key }, "Annotation");
  await s3.authorizer.authorize(context, [read, write], "s3");
}

/** Same bytes and same facts: nothing else has both id and place in the order, and the bytes. */
function isSameVersion(one: ObjectVersion, other: ObjectVersion): boolean {
  if (one.versionId !== other.versionId || one.sequence !== other.sequence) return false;
  return one.manifestId === other.manifestId && one.extents?.[0]?.id === other.extents?.[0]?.id;
}

/** AWS: an object may also be copied onto itself to get the default encryption that its bucket was given (recorded: localstack/localstack test_s3.py,
 * test_copy_in_place_with_bucket_encryption). */
function checkSource(
  copy: Copy,
  version: ObjectVersion,
  { current, isDefaultSealed }: { readonly current: ObjectVersion | undefined; readonly isDefaultSealed: boolean },
): void {
  const { input, source } = copy;
  const isOntoItself =
    source.bucket === input.Bucket && source.key === input.Key && current?.versionId === version.versionId;
  if (isOntoItself && !isDefaultSealed && !isChange(input)) {
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  if (version.sizeBytes > SINGLE_PUT_BYTES_MAX) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${SINGLE_PUT_BYTES_MAX}`,
    );
  }
}

function isChange(input: Input): boolean {
  if (input.MetadataDirective === "REPLACE") return true;
  const { StorageClass, WebsiteRedirectLocation, ServerSideEncryption, SSECustomerAlgorithm } = input;
  return [StorageClass, WebsiteRedirectLocation, ServerSideEncryption, SSECustomerAlgorithm].some(
    (given) => given !== undefined,
  );
}

/**
 * AWS: with directive COPY the request's own metadata is ignored, and with REPLACE the source's. Storage class and website redirect are
 * never copied.
 */
function factsOf(copy: Copy, source: ObjectVersion): ObjectFacts {
  const { input, replaced } = copy;
  const isReplaced = input.MetadataDirective === "REPLACE";
  const copiedSystem = { ...source.system, websiteRedirectLocation: replaced.system.websiteRedirectLocation };
  return {
    system: isReplaced ? replaced.system : copiedSystem,
    metadata: isReplaced ? replaced.metadata : source.metadata,
    tags: input.TaggingDirective === "REPLACE" ? replaced.tags : source.tags,
    storageClass: replaced.storageClass,
  };
}

/** @throws {InvalidArgument} 400 */
function checkDirectives(input: Input): void {
  const directives = [
    ["x-amz-metadata-directive", input.MetadataDirective, "Unknown metadata directive."],
    ["x-amz-tagging-directive", input.TaggingDirective, "Unknown tagging directive."],
  ] as const;
  for (const [header, directive, message] of directives) {
    if (directive !== undefined && directive !== "COPY" && directive !== "REPLACE")
      throw invalidArgument(message, header, directive);
  }
  const { AnnotationDirective: directive } = input;
  if (directive !== undefined && directive !== "COPY" && directive !== "EXCLUDE")
    throw invalidArgument("Unknown annotation directive.", "x-amz-object-annotation-directive", directive);
}

function show(copied: Copied, { encryption: { customer } }: AskedOptions): Sdk.CopyObjectOutput {
  const { version, bucket, from, expiration } = copied;
  return {
    CopyObjectResult: {
      ETag: quoteEtag(version.etag),
      LastModified: new Date(version.lastModifiedMs),
      ...checksumMembers(version.checksum),
    },
    VersionId: writtenVersionId(bucket, version),
    Expiration: expiration,
    CopySourceVersionId: shownVersionId(from.bucket, from.version),
    ...writtenMembers(version.encryption, customer),
  };
}
