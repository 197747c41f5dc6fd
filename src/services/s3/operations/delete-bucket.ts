/** DeleteBucket: the end of an empty bucket. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { RequestContext } from "../../../kit/context.ts";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { hasOwnAccessPoints } from "../access-points/access-point-record.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { bucketHasAccessPoints, bucketNotEmpty } from "../errors.ts";
import { ABORTED_UPLOADS_PAGE } from "../limits.ts";
import { removeUpload } from "../multipart/upload-store.ts";
import type { S3 } from "../s3.ts";
import { isBucketEmpty, removeBucket } from "../store/buckets.ts";
import { uploadsPrefix } from "../store/keys.ts";

type Input = InputOf<typeof Sdk, "DeleteBucket">;

/**
 * Deletes a bucket that has no object, no version and no delete marker.
 *
 * AWS: multipart uploads in progress do not keep a bucket; they go with it. They are aborted a few at a time, so that no transaction grows with
 * their number, and the bucket goes in the transaction that finds none left.
 *
 * @throws {NoSuchBucket} 404  @throws {BucketNotEmpty} 409  @throws {BucketHasAccessPointsAttached} 400 for access points of the owner (the order is assumed)
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html (read 2026-11-22)
 */
export const deleteBucket: Operation<typeof Sdk, "DeleteBucket", S3> = {
  access: (input) => [{ action: "s3:DeleteBucket", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    let isDeleted = false;
    while (!isDeleted) isDeleted = await deleteStep(s3, input, context);
    return {};
  },
};

/** True when the bucket is gone; false when uploads were aborted and more may be left. */
function deleteStep(s3: S3, input: Input, context: RequestContext): Promise<boolean> {
  return s3.records.transact((transaction) => {
    const bucket = openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
    if (!isBucketEmpty(transaction, bucket.name)) throw bucketNotEmpty(bucket.name);
    if (hasOwnAccessPoints(transaction, bucket)) throw bucketHasAccessPoints(bucket.name);
    const uploads = transaction.range({ prefix: uploadsPrefix(bucket.name), limit: ABORTED_UPLOADS_PAGE });
    for (const { key } of uploads) {
      const name = { bucket: bucket.name, key: String(key[3]), uploadId: String(key[4]) };
      removeUpload(transaction, s3.bytes, { name, kept: new Set() });
    }
    if (uploads.length > 0) return false;
    removeBucket(transaction, bucket);
    return true;
  });
}
