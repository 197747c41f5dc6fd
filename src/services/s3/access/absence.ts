/**
 * Who may know that something is not there. AWS: a key that is absent is NoSuchKey for callers who may list the bucket, and AccessDenied for everybody
 * else, so that names cannot be guessed (API_GetObject, "Permissions"; read 2026-11-23). The key is the `s3:prefix` of that question, so that who may list some
 * prefixes learns of keys below those only (recorded: ceph/ceph pull request 68577).
 */
import type { AtHand } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { readAtHand } from "../../../storage/read-at-hand.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { noSuchKey } from "../errors.ts";
import { listAccess } from "../listing/list-access.ts";
import type { S3 } from "../s3.ts";
import { readBucket } from "../store/buckets.ts";
import { readCurrentVersion } from "../store/read-version.ts";

const LISTING_ACTIONS: ReadonlyMap<string, string> = new Map([
  ["NoSuchKey", "s3:ListBucket"],
  ["NoSuchVersion", "s3:ListBucketVersions"],
]);

interface Named {
  readonly Bucket: string;
  readonly Key: string;
}

/** Resolves as `outcome` does. @throws {AccessDenied} 403 in the place of NoSuchKey and NoSuchVersion, for who may not list */
export function tellAbsence<T>(s3: S3, context: RequestContext, object: Named, outcome: Promise<T>): Promise<T> {
  return outcome.catch((error: unknown) => refuse(s3, context, object, error));
}

/** The same of a read, at once where the store is local. */
export function readTellingAbsence<T>(
  s3: S3,
  context: RequestContext,
  object: Named,
  body: (reader: Reader) => T,
): AtHand<T> {
  try {
    const outcome = readAtHand(s3.records, body);
    return outcome instanceof Promise ? tellAbsence(s3, context, object, outcome) : outcome;
  } catch (error) {
    return refuse(s3, context, object, error);
  }
}

async function refuse(s3: S3, context: RequestContext, object: Named, error: unknown): Promise<never> {
  const action = error instanceof ServiceError ? LISTING_ACTIONS.get(error.code) : undefined;
  if (action !== undefined)
    await s3.authorizer.authorize(context, listAccess(action, { Bucket: object.Bucket, Prefix: object.Key }), "s3");
  throw error;
}

/**
 * For callers who may not read: who may list the bucket is still told that the key is not there (ceph/s3-tests test_head_object_404_with_policy_prefix). A version that is
 * named stays denied, whether it is there or not.
 *
 * @throws {NoSuchKey} 404
 */
export async function tellListers(
  { Bucket, Key, VersionId }: Named & { readonly VersionId?: string | undefined },
  context: RequestContext,
  s3: S3,
): Promise<void> {
  if (VersionId !== undefined) return;
  const isAbsent = await s3.records.read(
    (reader) => readBucket(reader, Bucket) !== undefined && readCurrentVersion(reader, Bucket, Key) === undefined,
  );
  if (!isAbsent) return;
  if (await s3.authorizer.allows(context, listAccess("s3:ListBucket", { Bucket, Prefix: Key }))) throw noSuchKey(Key);
}
