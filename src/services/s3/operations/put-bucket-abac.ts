import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { malformedXml } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Lets the tags of a bucket decide as condition keys, or no longer.
 *
 * @throws {BadDigest} 400  @throws {MalformedXML} 400 for any other status  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAbac.html (read 2026-11-29)
 */
export const putBucketAbac: Operation<typeof Sdk, "PutBucketAbac", S3> = {
  access: (input) => [{ action: "s3:PutBucketAbac", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { Status: status } = input.AbacStatus;
    if (status !== "Enabled" && status !== "Disabled") throw malformedXml();
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      putBucket(transaction, { ...bucket, abac: status === "Enabled" ? status : undefined });
    });
    return {};
  },
};
