import type * as Sdk from "@aws-sdk/client-s3";
import { nameOf } from "../../../auth/principal.ts";
import { withStatus } from "../../../kit/answer-status.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { checkBucketPolicy } from "../access/check-bucket-policy.ts";
import { keptPolicy } from "../access/kept-policy.ts";
import { openOwnedBucket } from "../access/owned-bucket.ts";
import { effectiveBlockOf } from "../access/public-access-block.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { publicPolicyBlocked } from "../errors.ts";
import { isDirectoryBucketName } from "../express/directory-bucket.ts";
import { checkExpressPolicy } from "../express/express-policy.ts";
import type { S3 } from "../s3.ts";
import { putBucketPolicyText } from "../store/bucket-policy.ts";

/** AWS: Block Public Access of a directory bucket is on and cannot be turned off (s3-express-security-iam.html). */
const NEVER_PUBLIC = { isPublic: false };

/**
 * Replaces the policy of a bucket. It decides from the next request on.
 *
 * @throws {InvalidDigest} 400 and {BadDigest} 400 for digests of the document  @throws {MalformedPolicy} 400  @throws {NoSuchBucket} 404
 * @throws {MethodNotAllowed} 405 for callers of other accounts  @throws {AccessDenied} 403 for a public policy while BlockPublicPolicy is on
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (read 2026-11-23)
 */
export const putBucketPolicy: Operation<typeof Sdk, "PutBucketPolicy", S3> = {
  access: (input) => [{ action: "s3:PutBucketPolicy", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const isDirectory = isDirectoryBucketName(input.Bucket);
    if (isDirectory) checkExpressPolicy(input.Policy, input.Bucket);
    const { isPublic } = isDirectory ? NEVER_PUBLIC : checkBucketPolicy(input.Policy, input.Bucket);
    const principals = await s3.principals();
    await s3.records.transact((transaction) => {
      const bucket = openOwnedBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const { accountId } = bucket;
      const kept = keptPolicy(principals, transaction, { text: input.Policy, accountId });
      if (isPublic && effectiveBlockOf(transaction, bucket).blockPublicPolicy) {
        throw publicPolicyBlocked(nameOf(context.principal), bucketArn(bucket.name));
      }
      putBucketPolicyText(transaction, bucket, kept);
    });
    // AWS: 204, though the model says 200 (localstack/localstack test_s3.snapshot.json, put-bucket-policy).
    return withStatus({}, 204);
  },
};
