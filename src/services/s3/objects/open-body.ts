/**
 * The reading half of GetObject and HeadObject: one snapshot decides bucket, version, conditions and range, and hands over
 * the bytes. Small objects come out of the same snapshot as their record, without another step.
 */
import { type AtHand, withValue } from "../../../kit/at-hand.ts";
import type { ByteStream } from "../../../kit/http.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { SealKeys } from "../../../storage/objects.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { type ArchiveMembers, archiveMembers, requireAtHand, type Sight } from "../archive/archive-state.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { type CustomerKey, type CustomerKeyOptions, parseCustomerKey } from "../encryption/customer-key.ts";
import { openForCustomer, refuseEncryptionHeader } from "../encryption/read-encryption.ts";
import type { SealPlace } from "../encryption/kms-keys.ts";
import { openKeys } from "../encryption/sealing.ts";
import { notModified, preconditionFailed } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { expirationHeader } from "../lifecycle/expiration-header.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readParts } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { shownVersionId } from "../store/version-id.ts";
import { type ByteSpan, findSpan } from "./byte-span.ts";
import { checkKey } from "./object-key.ts";
import { httpDate, openObject } from "./open-object.ts";
import { findFailedCondition } from "./read-preconditions.ts";
import { begun, takeBytes, type TakenBytes } from "./taken-bytes.ts";

/** The members that GetObject and HeadObject share. */
export interface ReadInput extends CustomerKeyOptions {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly Range?: string | undefined;
  readonly PartNumber?: number | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export interface Found {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
  readonly span: ByteSpan;
  /** What time did to the object, as headers. */
  readonly time: ArchiveMembers & { readonly Expiration?: string | undefined };
  /** The customer's key, where the object is sealed with it, and what it opens. */
  readonly customer: CustomerKey | undefined;
  readonly customerKeys: SealKeys | undefined;
}

/** Found, with its bytes taken out of the snapshot. */
export interface OpenObject extends Found {
  readonly take: TakenBytes;
}

/** All checks of a read, and the bytes. Errors and their order: see GetObject. */
export function openBody(s3: S3, reader: Reader, input: ReadInput, context: RequestContext): OpenObject {
  const found = findObject(reader, input, context);
  requireAtHand(sightOf(reader, input, { ...found, context }));
  return { ...found, take: takeBytes(s3, reader, found.version) };
}

/** Remembers that the bytes of what was opened are read. Not in the body of a read, which may run several times. */
export function noteAccess(s3: S3, { bucket, version }: Found, key: string): void {
  s3.accesses.note({ bucket: bucket.name, key }, version, s3.runtime.clock.nowMs());
}

/** The bytes of what was opened, at once where they are at hand and not sealed. Errors: see openKeys */
export function bodyOf(
  s3: S3,
  opened: OpenObject,
  place: Pick<SealPlace, "key" | "caller">,
): AtHand<Uint8Array | ByteStream> {
  noteAccess(s3, opened, place.key);
  return withValue(keysOf(s3, opened, place), (keys) => begun(opened.take(opened.span, keys)));
}

/** The keys of a sealed object that was found. Errors: see openKeys */
export function keysOf(
  s3: S3,
  { bucket, version, customerKeys }: Found,
  { key, caller }: Pick<SealPlace, "key" | "caller">,
): AtHand<SealKeys | undefined> {
  const { encryption } = version;
  return encryption === undefined || customerKeys !== undefined
    ? customerKeys
    : openKeys(s3, { caller, bucket, key }, encryption);
}

/** All checks of a read, without touching the bytes. */
export function findObject(reader: Reader, input: ReadInput, context: RequestContext): Found {
  checkKey(input.Key);
  refuseEncryptionHeader(context);
  const customer = parseCustomerKey(input);
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  const version = openObject(reader, bucket, { key: input.Key, versionId: input.VersionId, method: context.method });
  const customerKeys = openForCustomer(bucket, version.encryption, { customer, context });
  checkConditions(bucket, version, input);
  const parts = input.PartNumber === undefined ? undefined : readParts(reader, version);
  return {
    bucket,
    version,
    span: findSpan(version.sizeBytes, parts, { range: input.Range, partNumber: input.PartNumber }),
    time: {
      ...archiveMembers(sightOf(reader, input, { bucket, version, context })),
      // AWS: not for a version that is named, even the current one (recorded: localstack/localstack TestS3BucketLifecycle).
      Expiration:
        input.VersionId === undefined ? expirationHeader(reader, bucket, { key: input.Key, version }) : undefined,
    },
    customer,
    customerKeys,
  };
}

function sightOf(
  reader: Reader,
  { Key: key }: ReadInput,
  { bucket, version, context }: Pick<Found, "bucket" | "version"> & { readonly context: RequestContext },
): Sight {
  return { reader, bucket, key, version, nowMs: context.nowMs };
}

function checkConditions(bucket: BucketRecord, version: ObjectVersion, input: ReadInput): void {
  const failed = findFailedCondition(version, {
    ifMatch: input.IfMatch,
    ifUnmodifiedSince: input.IfUnmodifiedSince,
    ifNoneMatch: input.IfNoneMatch,
    ifModifiedSince: input.IfModifiedSince,
  });
  if (failed === undefined) return;
  throw failed.outcome === "failed" ? preconditionFailed(failed.condition) : notModified(validators(bucket, version));
}

/** What a 304 says again, so that a cache can renew its copy (RFC 9110 section 15.4.5). */
function validators(bucket: BucketRecord, version: ObjectVersion): [string, string][] {
  const fields: [string, string | undefined][] = [
    ["ETag", quoteEtag(version.etag)],
    ["Last-Modified", httpDate(version.lastModifiedMs)],
    ["Cache-Control", version.system.cacheControl],
    ["Expires", version.system.expires],
    ["x-amz-version-id", shownVersionId(bucket, version)],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== undefined);
}
