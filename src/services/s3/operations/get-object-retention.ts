import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { tellAbsence } from "../access/absence.ts";
import { objectArn } from "../arns.ts";
import { noSuchObjectLock } from "../lock/lock-errors.ts";
import { openLockBucket, openLocked } from "../lock/open-locked.ts";
import { showRetention } from "../lock/show-lock.ts";
import type { S3 } from "../s3.ts";

/**
 * The retention of a version, also one that has expired.
 *
 * @throws {NoSuchBucket} 404  @throws {InvalidRequest} 400 for a bucket without Object Lock  @throws {NoSuchKey} 404  @throws {NoSuchVersion} 404
 * @throws {MethodNotAllowed} 405 for a delete marker  @throws {NoSuchObjectLockConfiguration} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html (read 2026-11-29)
 */
export const getObjectRetention: Operation<typeof Sdk, "GetObjectRetention", S3> = {
  access: (input) => [{ action: "s3:GetObjectRetention", resource: objectArn(input.Bucket, input.Key) }],
  async handle(input, context, s3) {
    const finding = s3.records.read((reader) =>
      openLocked(reader, openLockBucket(reader, input, context), { input, context }),
    );
    const { lock } = await tellAbsence(s3, context, input, finding);
    if (lock?.retention === undefined) throw noSuchObjectLock();
    return { Retention: showRetention(lock.retention) };
  },
};
