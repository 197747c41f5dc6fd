import type * as Sdk from "@aws-sdk/client-s3";
import { withStatus } from "../../../kit/answer-status.ts";
import type { Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { verifyDocument } from "../checksum/verified-document.ts";
import { methodNotAllowed } from "../errors.ts";
import type { S3 } from "../s3.ts";
import { putBucket } from "../store/buckets.ts";
import { parseTagSet } from "../tagging/tag-set.ts";

/**
 * Replaces the tags of a bucket; an empty set is the same as none.
 *
 * @throws {InvalidDigest} 400 and {InvalidRequest} 400 for ill-formed digests, {BadDigest} 400 for wrong ones  @throws {MalformedXML} 400  @throws {InvalidTag} 400
 * @throws {BadRequest} 400 for more than fifty tags  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html (read 2026-11-23)
 */
export const putBucketTagging: Operation<typeof Sdk, "PutBucketTagging", S3> = {
  access: (input) => [{ action: "s3:PutBucketTagging", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    await verifyDocument(context);
    const tags = parseTagSet(input.Tagging.TagSet ?? [], "bucket");
    await s3.records.transact((transaction) => {
      const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      // AWS: with attribute-based access control tags change by TagResource and UntagResource only (API_PutBucketAbac; code assumed).
      if (bucket.abac !== undefined) throw methodNotAllowed(context.method, "BUCKET");
      putBucket(transaction, { ...bucket, tags: tags.length === 0 ? undefined : tags });
    });
    // AWS: 204, though the model says 200 (localstack/localstack test_s3_api.snapshot.json, put-bucket-tags).
    return withStatus({}, 204);
  },
};
