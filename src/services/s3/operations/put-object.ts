/** PutObject: bytes in, verified, and one transaction that makes them an object. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { writeAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { writtenMembers } from "../encryption/read-encryption.ts";
import { beginSealing } from "../encryption/sealing.ts";
import { quoteEtag } from "../etag.ts";
import { causeOf } from "../events/object-change.ts";
import { lockedWriteAccess } from "../lock/lock-access.ts";
import { checkLockedDigest } from "../lock/write-lock.ts";
import { type Append, grow } from "../express/append.ts";
import { checkIfNoneMatch } from "../objects/check-if-none-match.ts";
import { checkKey } from "../objects/object-key.ts";
import { parseObjectFacts } from "../objects/object-facts.ts";
import { checksumMembers } from "../objects/object-members.ts";
import { receiveBody } from "../objects/receive-body.ts";
import {
  type AskedOptions,
  parseWriteOptions,
  type SettledOptions,
  settleWriteOptions,
} from "../objects/write-options.ts";
import type { Reader } from "../../../storage/record-store.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { commitVersion } from "../store/commit-version.ts";
import { newVersionId, writtenVersionId } from "../store/version-id.ts";
import { wholeSecondMs } from "../store/version-record.ts";
import { checkWritePreconditions, type WritePreconditions } from "../store/write-preconditions.ts";
import { readCurrentObject } from "../store/read-version.ts";
import { parseDeclaredDigests } from "../checksum/declared.ts";
import { checkBodyLength } from "../objects/body-length.ts";
import type { RequestContext } from "../../../kit/context.ts";

type Input = InputOf<typeof Sdk, "PutObject">;

/**
 * Stores an object: its bytes first, then one transaction that makes them the current version.
 *
 * Durable when answered. Checks, in order: key length → options → digest headers → length (411, EntityTooLarge) → bucket → options it
 * does not allow → conditions, then the body, its digests, and the conditions once more inside the commit.
 *
 * @throws {KeyTooLongError} 400  @throws {NotImplemented} 501  @throws {InvalidDigest} 400  @throws {MissingContentLength} 411
 * @throws {EntityTooLarge} 400  @throws {NoSuchBucket} 404  @throws {PreconditionFailed} 412  @throws {NoSuchKey} 404
 * @throws {IncompleteBody} 400  @throws {BadDigest} 400  @throws {ConditionalRequestConflict} 409
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (read 2026-11-22; check order assumed)
 */
export const putObject: Operation<typeof Sdk, "PutObject", S3> = {
  access: (input, { nowMs }) => lockedWriteAccess(writeAccess(input, { isCreation: true }), input, nowMs),
  async handle(input, context, s3) {
    checkKey(input.Key);
    const asked = parseWriteOptions(input);
    const facts = parseObjectFacts(input, context.headers);
    const declared = parseDeclaredDigests(context.headers);
    checkBodyLength(context);
    const { preconditions, options, seal, bucket: target } = await checkBefore(s3, input, { context, asked });
    checkLockedDigest(options.lock, declared, "Object");
    const at = { caller: context, bucket: target, key: input.Key };
    const sealing = seal === undefined ? undefined : await beginSealing(s3, at, seal);
    const received = await receiveBody(s3, input.Body, { context, declared, sealing });
    const draft = {
      ...facts,
      ...options,
      encryption: sealing?.encryption,
      sizeBytes: received.sizeBytes,
      etag: received.etag,
      checksum: received.checksum,
      lastModifiedMs: wholeSecondMs(context.nowMs),
    };
    const place = { bytes: s3.bytes, bucket: input.Bucket, key: input.Key };
    const versionId = newVersionId(s3.runtime.ids);
    const isForm = context.origin?.signature?.authType === "POST";
    const cause = causeOf(s3.runtime.clock, context, isForm ? "ObjectCreated:Post" : "ObjectCreated:Put");
    const append = appendOf(s3, input);
    const { bucket, version, expiration } = await received.commit((transaction, extents) => {
      const added = { draft, extents };
      const object = append === undefined ? added : grow(transaction, place, { append, added });
      return commitVersion(transaction, place, { ...object, newVersionId: versionId, preconditions, cause });
    });
    return {
      ETag: quoteEtag(version.etag),
      VersionId: writtenVersionId(bucket, version),
      Expiration: expiration,
      ...checksumMembers(version.checksum),
      ...writtenMembers(version.encryption, asked.encryption.customer),
      Size: append === undefined ? undefined : version.sizeBytes,
    };
  },
};

function appendOf(s3: S3, { WriteOffsetBytes: offsetBytes }: Input): Append | undefined {
  return offsetBytes === undefined ? undefined : { offsetBytes, etag: s3.runtime.ids.hex(ETAG_BYTES) };
}

/** As many as MD5 has: an appended object's ETag is opaque. */
const ETAG_BYTES = 16;

interface Before extends SettledOptions {
  readonly preconditions: WritePreconditions;
  readonly bucket: BucketRecord;
}

/** What can be refused before a byte is read; conditions come back with what was seen, options with the bucket's defaults. */
async function checkBefore(
  s3: S3,
  input: Input,
  { context, asked }: { readonly context: RequestContext; readonly asked: AskedOptions },
): Promise<Before> {
  checkIfNoneMatch(input.IfNoneMatch, input.IfMatch);
  return await s3.records.read((reader) => {
    const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
    const settled = settleWriteOptions({ s3, reader, bucket, key: input.Key, context }, asked);
    return { preconditions: checkConditions(reader, input), bucket, ...settled };
  });
}

function checkConditions(reader: Reader, input: Input): WritePreconditions {
  const conditions = { ifMatch: input.IfMatch, ifNoneMatch: input.IfNoneMatch };
  if (conditions.ifMatch === undefined && conditions.ifNoneMatch === undefined) return {};
  const current = readCurrentObject(reader, input.Bucket, input.Key);
  checkWritePreconditions(input.Key, current, conditions);
  return { ...conditions, existedBefore: current !== undefined };
}
