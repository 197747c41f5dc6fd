import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectArn } from "../arns.ts";
import { noSuchObjectLock } from "../lock/lock-errors.ts";
import { openLockBucket, openLocked } from "../lock/open-locked.ts";
import type { S3 } from "../s3.ts";

/**
 * The legal hold of a version. One that was turned off is shown as OFF, one that was never set is not there.
 *
 * @throws {NoSuchBucket} 404  @throws {InvalidRequest} 400 for a bucket without Object Lock  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 for a delete marker  @throws {NoSuchObjectLockConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html (read 2026-11-29)
 */
export const getObjectLegalHold: Operation<typeof Sdk, "GetObjectLegalHold", S3> = {
  access: (input) => [{ action: "s3:GetObjectLegalHold", resource: objectArn(input.Bucket, input.Key) }],
  async handle(input, context, s3) {
    const finding = s3.records.read((reader) =>
      openLocked(reader, openLockBucket(reader, input, context), { input, context }),
    );
    const { lock } = await tellAbsence(s3, context, input, finding);
    if (lock?.legalHold === undefined) throw noSuchObjectLock();
    return { LegalHold: { Status: lock.legalHold ? "ON" : "OFF" } };
  },
};
