/** PutBucketVersioning: enables or suspends versioning. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { illegalVersioningConfiguration, malformedXml } from "../errors.ts";
import { lockKeepsVersioning } from "../lock/lock-errors.ts";
import { hasObjectLock } from "../lock/lock-settings.ts";
import { checkVersioningChange, provesMfa } from "../lock/mfa-delete.ts";
import { replicationKeepsVersioning } from "../replication/replication-errors.ts";
import { isReplicated } from "../replication/rules.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Enables or suspends versioning, and MFA delete with it. Objects that are there keep their null version id.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document
 * @throws {IllegalVersioningConfigurationException} 400 without a status  @throws {MalformedXML} 400 for an unknown status
 * @throws {NoSuchBucket} 404  @throws {InvalidBucketState} 409 for suspending it on a bucket with Object Lock or replication
 * @throws {AccessDenied} 403 without a code of the owner's device, where MFA delete is on or is turned on
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html (read 2026-11-22)
 */
export const putBucketVersioning: Operation<typeof Sdk, "PutBucketVersioning", S3> = {
  access: (input) => [{ action: "s3:PutBucketVersioning", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { Status: status, MFADelete: mfaDelete } = input.VersioningConfiguration;
    if (status === undefined) throw illegalVersioningConfiguration();
    if (status !== "Enabled" && status !== "Suspended") throw malformedXml();
    if (mfaDelete !== undefined && mfaDelete !== "Enabled" && mfaDelete !== "Disabled") throw malformedXml();
    const isProven = await provesMfa(s3, context, input, mfaDelete === "Enabled");
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      if (status === "Suspended" && hasObjectLock(bucket)) throw lockKeepsVersioning();
      if (status === "Suspended" && isReplicated(bucket)) throw replicationKeepsVersioning();
      checkVersioningChange(bucket, { asked: mfaDelete, context, isProven });
      const versioning = status === "Enabled" ? "enabled" : "suspended";
      putBucket(transaction, { ...bucket, versioning, mfaDelete: mfaDelete ?? bucket.mfaDelete });
    });
    return {};
  },
};
