import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { readPublicAccessBlock } from "../access/public-access-block.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";

/**
 * Replaces the Block Public Access settings of a bucket. A public policy that is already there stays and is restricted from the next request on.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html (read 2026-11-23)
 */
export const putPublicAccessBlock: Operation<typeof Sdk, "PutPublicAccessBlock", S3> = {
  access: (input) => [{ action: "s3:PutBucketPublicAccessBlock", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const publicAccessBlock = readPublicAccessBlock(input.PublicAccessBlockConfiguration);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      putBucket(transaction, { ...bucket, publicAccessBlock });
    });
    return {};
  },
};
