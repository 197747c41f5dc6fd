import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { putLogging } from "../logging/logging.ts";
import { checkTarget, parseLogging } from "../logging/parse-logging.ts";
import type { S3 } from "../s3.ts";

/**
 * Logs the calls to a bucket into files in a target bucket, or no longer. Whether the log delivery service may write there shows when it delivers, as on AWS.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedXML} 400  @throws {NoSuchBucket} 404
 * @throws {InvalidTargetBucketForLogging} 400 for a target that is not there or another account's  @throws {CrossLocationLoggingProhibitted} 403
 * @throws {AccessControlListNotSupported} 400 for target grants
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html (read 2026-11-29; check order assumed)
 */
export const putBucketLogging: Operation<typeof Sdk, "PutBucketLogging", S3> = {
  access: (input) => [{ action: "s3:PutBucketLogging", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const logging = parseLogging(input.BucketLoggingStatus);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (logging !== undefined) checkTarget(transaction, bucket, logging);
      putLogging(transaction, bucket, logging);
    });
    await s3.serverLog.refresh();
    return {};
  },
};
