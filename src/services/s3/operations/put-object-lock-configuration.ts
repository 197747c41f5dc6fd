import type * as Sdk from "@aws-sdk/client-s3";
import { ServiceError } from "../../../kit/errors.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyRequiredDocument } from "../checksum/verified-document.ts";
import { lockNeedsVersioning } from "../lock/lock-errors.ts";
import { lockSettings, parseLockSettings } from "../lock/lock-settings.ts";
import type { S3 } from "../s3.ts";

/**
 * Turns Object Lock on, also for a bucket that is there already, and says what new objects get. It cannot be turned off again. The token of the early
 * days, when only AWS Support could turn it on for a bucket, has no effect.
 *
 * @throws {InvalidRequest} 400 without Content-MD5 or checksum, {BadDigest} 400 for a wrong one  @throws {MalformedXML} 400
 * @throws {InvalidArgument} 400 for a period out of range  @throws {NoSuchBucket} 404  @throws {InvalidBucketState} 409 unless versioning is enabled
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html (read 2026-11-29; check order assumed)
 */
export const putObjectLockConfiguration: Operation<typeof Sdk, "PutObjectLockConfiguration", S3> = {
  access: (input) => [{ action: "s3:PutBucketObjectLockConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyRequiredDocument(context);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (input.ObjectLockConfiguration === undefined) throw missingBody();
      const settings = parseLockSettings(input.ObjectLockConfiguration);
      if (bucket.versioning !== "enabled") throw lockNeedsVersioning();
      lockSettings.put(transaction, bucket, settings);
    });
    return {};
  },
};

function missingBody(): ServiceError {
  return new ServiceError({ status: 400, code: "MissingRequestBodyError", message: "Request Body is empty" });
}
