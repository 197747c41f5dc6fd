/** Finding and rewriting the version whose lock is asked for. */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader, Transaction } from "../../../storage/record-store.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { replaceRecord } from "../store/history.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { openTagged } from "../tagging/open-tagged.ts";
import { bucketWithoutLock } from "./lock-errors.ts";
import { hasObjectLock } from "./lock-settings.ts";
import type { ObjectLock } from "./object-lock.ts";

export interface LockedInput {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The bucket, which must have Object Lock. @throws {NoSuchBucket} 404  @throws {InvalidRequest} 400 */
export function openLockBucket(reader: Reader, input: LockedInput, context: RequestContext): BucketRecord {
  const bucket = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
  if (!hasObjectLock(bucket)) throw bucketWithoutLock();
  return bucket;
}

/** @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404  @throws {MethodNotAllowed} 405 for a delete marker */
export function openLocked(
  reader: Reader,
  bucket: BucketRecord,
  { input, context }: { readonly input: LockedInput; readonly context: RequestContext },
): ObjectVersion {
  return openTagged(reader, bucket, { key: input.Key, versionId: input.VersionId, method: context.method });
}

/** Gives a version another lock. Nothing else of it changes, its Last-Modified neither. */
export function putLock(
  transaction: Transaction,
  change: { bucket: BucketRecord; key: string; version: ObjectVersion; lock: ObjectLock },
): void {
  const { bucket, key, version, lock } = change;
  const isEmpty = lock.retention === undefined && lock.legalHold === undefined;
  replaceRecord(transaction, { bucket: bucket.name, key }, { ...version, lock: isEmpty ? undefined : lock });
}
