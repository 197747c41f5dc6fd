import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import {
  directoryBucketsOnly,
  idempotencyMismatch,
  invalidArgument,
  noSuchKey,
  preconditionFailed,
} from "../errors.ts";
import { isDirectoryBucket } from "../express/directory-bucket.ts";
import { checkKey } from "../objects/object-key.ts";
import { findFailedCondition } from "../objects/read-preconditions.ts";
import type { S3 } from "../s3.ts";
import { currentKey } from "../store/keys.ts";
import { putCurrent, releaseVersion } from "../store/history.ts";
import { readCurrentObject } from "../store/read-version.ts";
import type { ObjectVersion } from "../store/version-record.ts";

type Input = InputOf<typeof Sdk, "RenameObject">;

/**
 * Gives an object of a directory bucket another key, at once and without touching its bytes; what was under that key is replaced. A retry with the same token finds that
 * it is done.
 *
 * @throws {InvalidArgument} 400 for the source  @throws {NoSuchBucket} 404  @throws {NoSuchKey} 404  @throws {PreconditionFailed} 412
 * @throws {IdempotencyParameterMismatch} 400 when the token was used for another rename to this key
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_RenameObject.html (read 2026-11-29; check order assumed)
 */
export const renameObject: Operation<typeof Sdk, "RenameObject", S3> = {
  access: ({ Bucket, Key }) => [{ action: "s3:PutObject", resource: objectArn(Bucket, Key) }],
  async handle(input, context, s3) {
    checkKey(input.Key);
    const from = sourceKey(input);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context);
      if (!isDirectoryBucket(bucket)) throw directoryBucketsOnly("RenameObject");
      rename(transaction, s3, { input, from });
    });
    return {};
  },
};

/** AWS: the source is a key of the same bucket, URL-encoded, with or without the bucket before it (API_RenameObject, x-amz-rename-source). */
function sourceKey({ Bucket, RenameSource: source }: Input): string {
  const decoded = decode(source);
  const path = decoded.startsWith("/") ? decoded.slice(1) : decoded;
  const key = path.startsWith(`${Bucket}/`) ? path.slice(Bucket.length + 1) : path;
  if (key === "") throw invalidArgument("The source of a rename must name a key", "x-amz-rename-source", source);
  return key;
}

function decode(source: string): string {
  try {
    return decodeURIComponent(source);
  } catch {
    throw invalidArgument("Invalid rename source encoding.", "x-amz-rename-source", source);
  }
}

function rename(
  transaction: Transaction,
  s3: S3,
  { input, from }: { readonly input: Input; readonly from: string },
): void {
  const { Bucket: bucket, Key: key, ClientToken: token } = input;
  const source = readCurrentObject(transaction, bucket, from);
  const replaced = readCurrentObject(transaction, bucket, key);
  if (token !== undefined && replaced?.renamed?.token === token) {
    if (replaced.renamed.from !== from) throw idempotencyMismatch();
    if (source === undefined || key === from) return;
  }
  if (source === undefined) throw noSuchKey(from);
  checkConditions(input, { source, replaced });
  if (key === from) return;
  if (replaced !== undefined) releaseVersion(transaction, { bytes: s3.bytes, bucket, key }, replaced);
  transaction.delete(currentKey(bucket, from));
  const renamed = token === undefined ? undefined : { token, from };
  putCurrent(transaction, { bytes: s3.bytes, bucket, key }, { ...source, renamed });
}

function checkConditions(
  input: Input,
  { source, replaced }: { readonly source: ObjectVersion; readonly replaced: ObjectVersion | undefined },
): void {
  const ofSource = findFailedCondition(source, {
    ifMatch: input.SourceIfMatch,
    ifNoneMatch: input.SourceIfNoneMatch,
    ifModifiedSince: input.SourceIfModifiedSince,
    ifUnmodifiedSince: input.SourceIfUnmodifiedSince,
  });
  if (ofSource !== undefined) throw preconditionFailed(`x-amz-rename-source-${ofSource.condition}`);
  if (replaced === undefined) {
    if (input.DestinationIfMatch !== undefined) throw preconditionFailed("If-Match");
    return;
  }
  const ofDestination = findFailedCondition(replaced, {
    ifMatch: input.DestinationIfMatch,
    ifNoneMatch: input.DestinationIfNoneMatch,
    ifModifiedSince: input.DestinationIfModifiedSince,
    ifUnmodifiedSince: input.DestinationIfUnmodifiedSince,
  });
  if (ofDestination !== undefined) throw preconditionFailed(ofDestination.condition);
}
