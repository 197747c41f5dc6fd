/** PutBucketVersioning: enables or suspends versioning. */
import type * as Sdk from "@aws-sdk/client-s3";
import { NotImplementedError } from "../../../kit/errors.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { illegalVersioningConfiguration, malformedXml } from "../errors.ts";
import { lockKeepsVersioning } from "../lock/lock-errors.ts";
import { hasObjectLock } from "../lock/lock-settings.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Enables or suspends versioning. Objects that are there keep their null version id.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document
 * @throws {IllegalVersioningConfigurationException} 400 without a status  @throws {MalformedXML} 400 for an unknown status
 * @throws {NoSuchBucket} 404  @throws {InvalidBucketState} 409 for suspending it on a bucket with Object Lock
 * @throws {NotImplemented} 501 for MFA delete
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html (read 2026-11-22)
 */
export const putBucketVersioning: Operation<typeof Sdk, "PutBucketVersioning", S3> = {
  access: (input) => [{ action: "s3:PutBucketVersioning", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration;
    if (mfaDelete === "Enabled") throw new NotImplementedError("s3", "MFA delete", "there are no MFA devices yet");
    if (status === undefined) throw illegalVersioningConfiguration();
    if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (status === "Suspended" && hasObjectLock(bucket)) throw lockKeepsVersioning();
      putBucket(transaction, { ...bucket, versioning: status === "Enabled" ? "enabled" : "suspended" });
    });
    return {};
  },
};
