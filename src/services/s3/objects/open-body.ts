/**
 * The reading half of GetObject and HeadObject: one snapshot decides bucket, version, conditions and range, and hands over
 * the bytes. Small objects come out of the same snapshot as their record, without another step.
 */
import type { ByteStream } from "../../../kit/http.ts";
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { type ArchiveMembers, archiveMembers, requireAtHand, type Sight } from "../archive/archive-state.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { notModified, preconditionFailed } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readExtents, readParts } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { shownVersionId } from "../store/version-id.ts";
import { type ByteSpan, findSpan } from "./byte-span.ts";
import { checkKey } from "./object-key.ts";
import { httpDate, openObject } from "./open-object.ts";
import { findFailedCondition } from "./read-preconditions.ts";
import { type CustomerKeyOptions, refuseCustomerKey } from "./refuse-options.ts";

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
  readonly time: ArchiveMembers;
}

export interface ReadPlan extends Found {
  readonly body: Uint8Array | ByteStream;
}

const NOTHING = new Uint8Array(0);

/** All checks of a read, and the bytes. Errors and their order: see GetObject. */
export function openBody(s3: S3, reader: Reader, input: ReadInput, context: RequestContext): ReadPlan {
  const found = findObject(reader, input, context);
  requireAtHand(sightOf(reader, input, { ...found, context }));
  s3.accesses.note({ bucket: found.bucket.name, key: input.Key }, found.version, context.nowMs);
  return { ...found, body: bodyOf(s3, reader, found) };
}

/** All checks of a read, without touching the bytes. */
export function findObject(reader: Reader, input: ReadInput, context: RequestContext): Found {
  checkKey(input.Key);
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  const version = openObject(reader, bucket, { key: input.Key, versionId: input.VersionId, method: context.method });
  refuseCustomerKey(input);
  checkConditions(bucket, version, input);
  const parts = input.PartNumber === undefined ? undefined : readParts(reader, version);
  return {
    bucket,
    version,
    span: findSpan(version.sizeBytes, parts, { range: input.Range, partNumber: input.PartNumber }),
    time: archiveMembers(sightOf(reader, input, { bucket, version, context })),
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

/** `read` is called inside the snapshot, which is what keeps the bytes while they stream. */
function bodyOf(s3: S3, reader: Reader, found: Found): Uint8Array | ByteStream {
  const { version, span } = found;
  if (span.startBytes === span.endBytes) return NOTHING;
  const extents = readExtents(reader, version);
  const inline = s3.bytes.readInline(reader, extents);
  if (inline !== undefined) return inline.subarray(span.startBytes, span.endBytes);
  return s3.bytes.read(extents, { startBytes: span.startBytes, endBytes: span.endBytes });
}
