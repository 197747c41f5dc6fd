import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { bucketEncryptions, readRule } from "../encryption/bucket-encryption.ts";
import type { S3 } from "../s3.ts";

/**
 * Sets what new objects of a bucket are sealed with, and whether SSE-C is taken. Objects that are there stay as they are. Whether the KMS key exists is not looked
 * at, as on AWS.
 *
 * Checks, in order: digest of the document, bucket, the rule.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {NoSuchBucket} 404  @throws {MalformedXML} 400
 * @throws {InvalidArgument} 400 for a KMS key with AES256
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html (read 2026-11-29)
 */
export const putBucketEncryption: Operation<typeof Sdk, "PutBucketEncryption", S3> = {
  access: (input) => [{ action: "s3:PutEncryptionConfiguration", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const before = bucketEncryptions.read(transaction, bucket);
      bucketEncryptions.put(transaction, bucket, readRule(input.ServerSideEncryptionConfiguration, before));
    });
    return {};
  },
};
