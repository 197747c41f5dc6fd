/** DeleteObject: a delete marker, or the end of one version. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { deleteAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { checkExpressConditions } from "../express/delete-conditions.ts";
import { causeOf } from "../events/object-change.ts";
import { checkBypassHeader } from "../lock/check-bypass-header.ts";
import { bypassAccess } from "../lock/lock-access.ts";
import { checkMfaDelete, provesMfa } from "../lock/mfa-delete.ts";
import { checkKey } from "../objects/object-key.ts";
import { checkVersionId } from "../objects/open-object.ts";
import type { S3 } from "../s3.ts";
import { deleteVersion } from "../store/delete-version.ts";
import { newVersionId } from "../store/version-id.ts";
import { wholeSecondMs } from "../store/version-record.ts";

/**
 * Deletes a key, or one version for good. Deleting what is not there succeeds, unless If-Match says that it must be.
 *
 * @throws {NoSuchBucket} 404  @throws {InvalidArgument} 400 for an impossible version id, and for the governance bypass without Object Lock
 * @throws {AccessDenied} 403 for a version that Object Lock protects, or that MFA delete keeps without a code
 * @throws {NoSuchKey} 404 and {PreconditionFailed} 412 with If-Match
 * @throws {NotImplemented} 501 for the conditions that AWS keeps to directory buckets
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html (read 2026-11-22)
 */
export const deleteObject: Operation<typeof Sdk, "DeleteObject", S3> = {
  access: (input) => [...deleteAccess(input, input.IfMatch), ...bypassAccess(input, input.BypassGovernanceRetention)],
  async handle(input, context, s3) {
    checkKey(input.Key);
    if (input.VersionId !== undefined) checkVersionId(input.VersionId);
    const isProven = await provesMfa(s3, context, input);
    const place = { bytes: s3.bytes, bucket: input.Bucket, key: input.Key };
    const request = {
      versionId: input.VersionId,
      ifMatch: input.IfMatch,
      newVersionId: newVersionId(s3.runtime.ids),
      lastModifiedMs: wholeSecondMs(context.nowMs),
      cause: causeOf(s3.runtime.clock, context, "ObjectRemoved"),
      bypassesGovernance: input.BypassGovernanceRetention === true,
    };
    const deleted = await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      checkExpressConditions(transaction, bucket, input);
      checkBypassHeader(bucket, input.BypassGovernanceRetention);
      if (input.VersionId !== undefined) checkMfaDelete(bucket, isProven);
      return deleteVersion(transaction, place, request);
    });
    return { DeleteMarker: deleted.deleteMarker, VersionId: deleted.versionId };
  },
};
