import type * as Sdk from "@aws-sdk/client-s3";
import type { DeletedObject, _Error as DeleteError, ObjectIdentifier } from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { AccessCheck, InputOf, Operation } from "../../../kit/operation.ts";
import type { Transaction } from "../../../storage/record-store.ts";
import { deleteAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { headerNotImplemented, malformedXml, noSuchVersion } from "../errors.ts";
import { checkBypassHeader } from "../lock/check-bypass-header.ts";
import { bypassAccess } from "../lock/lock-access.ts";
import { checkMfaDelete, provesMfa } from "../lock/mfa-delete.ts";
import { DECIDING_MS_MAX, DELETE_OBJECTS_MAX } from "../limits.ts";
import { type Cause, causeOf, type RemovalFamily } from "../events/object-change.ts";
import { checkKey } from "../objects/object-key.ts";
import { isVersionId } from "../objects/open-object.ts";
import type { S3 } from "../s3.ts";
import { deleteVersion } from "../store/delete-version.ts";
import { newVersionId } from "../store/version-id.ts";
import { wholeSecondMs } from "../store/version-record.ts";

type Input = InputOf<typeof Sdk, "DeleteObjects">;

/**
 * Deletes up to 1,000 keys or versions in one transaction. Each entry is answered on its own: deleted, or why not; a refused entry does not
 * keep the others. The same key twice is deleted twice, in order.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum  @throws {BadDigest} 400 for a wrong one  @throws {MalformedXML} 400 for no entry, more than 1,000, or an empty key
 * @throws {NoSuchBucket} 404; and for one entry: KeyTooLongError, NoSuchVersion for an impossible version id, NoSuchKey and
 *   PreconditionFailed with an ETag, AccessDenied for a version that Object Lock protects, NotImplemented for the conditions that AWS keeps to directory buckets
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html (read 2026-11-23)
 */
export const deleteObjects: Operation<typeof Sdk, "DeleteObjects", S3> = {
  access: (input) => entriesOf(input).flatMap((entry) => accessOf(input, entry)),
  isRefusedInParts: true,
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    const objects = checkEntries(input);
    const isProven = await provesMfa(s3, context, input);
    const entries: Entry["entry"][] = [];
    const { clock, timers, ids } = s3.runtime;
    let turnMs = clock.monotonicMs();
    for (const object of objects) {
      const refusal = await refusalOf(s3, context, accessOf(input, object));
      if (clock.monotonicMs() - turnMs > DECIDING_MS_MAX) {
        await timers.sleep(0, context.signal);
        turnMs = clock.monotonicMs();
      }
      entries.push({ ...object, newVersionId: newVersionId(ids), refusal });
    }
    const cause = causeOf(clock, context, "ObjectRemoved");
    const outcomes = await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      checkBypassHeader(bucket, input.BypassGovernanceRetention);
      // AWS: without a code the whole request fails, whatever else is in it (API_DeleteObjects, "MFA delete").
      if (entries.some(({ VersionId }) => VersionId !== undefined)) checkMfaDelete(bucket, isProven);
      return entries.map((entry) => deleteEntry(transaction, { s3, cause, input, entry }));
    });
    const deleted = input.Delete.Quiet === true ? [] : outcomes.flatMap((outcome) => outcome.deleted ?? []);
    const errors = outcomes.flatMap((outcome) => outcome.error ?? []);
    return { Deleted: deleted.length === 0 ? undefined : deleted, Errors: errors.length === 0 ? undefined : errors };
  },
};

function entriesOf(input: Input): readonly ObjectIdentifier[] {
  return (input.Delete.Objects ?? []).slice(0, DELETE_OBJECTS_MAX);
}

function accessOf(input: Input, { Key = "", VersionId, ETag }: Partial<ObjectIdentifier>): AccessCheck[] {
  const object = { Bucket: input.Bucket, Key, VersionId };
  return [...deleteAccess(object, ETag), ...bypassAccess(object, input.BypassGovernanceRetention)];
}

/** AWS: an entry that the caller may not delete is AccessDenied in the answer; credentials of nobody refuse the whole call. */
async function refusalOf(s3: S3, context: RequestContext, checks: AccessCheck[]): Promise<ServiceError | undefined> {
  try {
    await s3.authorizer.authorize(context, checks, "s3");
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError && error.code === "AccessDenied") return error;
    throw error;
  }
}

function checkEntries(input: Input): (ObjectIdentifier & { Key: string })[] {
  const objects = input.Delete.Objects ?? [];
  if (objects.length === 0 || objects.length > DELETE_OBJECTS_MAX) throw malformedXml();
  return objects.map((object) => {
    if (object.Key === undefined || object.Key === "") throw malformedXml();
    return { ...object, Key: object.Key };
  });
}

interface Entry {
  readonly s3: S3;
  readonly cause: Cause<RemovalFamily>;
  readonly input: Input;
  readonly entry: ObjectIdentifier & {
    readonly Key: string;
    readonly newVersionId: string;
    /** Why the caller may not delete it. */
    readonly refusal: ServiceError | undefined;
  };
}

interface Outcome {
  readonly deleted?: DeletedObject;
  readonly error?: DeleteError;
}

/** A refusal comes before the first write of its entry, so the other entries of the transaction stand. */
function deleteEntry(transaction: Transaction, { s3, cause, input, entry }: Entry): Outcome {
  const { Key: key, VersionId: versionId } = entry;
  try {
    checkEntry(entry);
    const deleted = deleteVersion(
      transaction,
      { bytes: s3.bytes, bucket: input.Bucket, key },
      {
        versionId,
        ifMatch: entry.ETag,
        newVersionId: entry.newVersionId,
        lastModifiedMs: wholeSecondMs(cause.timeMs),
        cause,
        bypassesGovernance: input.BypassGovernanceRetention === true,
      },
    );
    const marker =
      deleted.deleteMarker === true ? { DeleteMarker: true, DeleteMarkerVersionId: deleted.versionId } : {};
    return { deleted: { Key: key, VersionId: versionId, ...marker } };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { error: { Key: key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}

function checkEntry(entry: Entry["entry"]): void {
  if (entry.refusal !== undefined) throw entry.refusal;
  checkKey(entry.Key);
  if (entry.LastModifiedTime !== undefined) throw headerNotImplemented("x-amz-if-match-last-modified-time");
  if (entry.Size !== undefined) throw headerNotImplemented("x-amz-if-match-size");
  // AWS: DeleteObject answers InvalidArgument here, DeleteObjects NoSuchVersion (localstack/localstack test_s3_api.snapshot.json, test_delete_objects).
  if (entry.VersionId !== undefined && !isVersionId(entry.VersionId)) throw noSuchVersion(entry.Key, entry.VersionId);
}
