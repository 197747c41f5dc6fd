import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { malformedXml } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Says who pays for requests to a bucket.
 *
 * @throws {BadDigest} 400  @throws {MalformedXML} 400 for any other payer  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketRequestPayment.html (read 2026-11-29)
 */
export const putBucketRequestPayment: Operation<typeof Sdk, "PutBucketRequestPayment", S3> = {
  access: (input) => [{ action: "s3:PutBucketRequestPayment", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const { Payer: payer } = input.RequestPaymentConfiguration;
    if (payer !== "Requester" && payer !== "BucketOwner") throw malformedXml();
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      putBucket(transaction, { ...bucket, requestPayer: payer === "Requester" ? payer : undefined });
    });
    return {};
  },
};
