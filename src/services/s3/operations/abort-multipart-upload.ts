import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { preconditionFailed } from "../errors.ts";
import { removeUpload, requireUpload } from "../multipart/upload-store.ts";
import type { S3 } from "../s3.ts";

const NO_PARTS: ReadonlySet<number> = new Set();

/**
 * Gives an upload up and releases the bytes of its parts, in one transaction: of an abort and a complete at the same time exactly
 * one wins, and the other finds no upload. A part that is still streaming finds none either and leaves nothing behind.
 *
 * @throws {NoSuchBucket} 404  @throws {NoSuchUpload} 404  @throws {PreconditionFailed} 412 for another initiated time
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html (read 2026-11-23)
 */
export const abortMultipartUpload: Operation<typeof Sdk, "AbortMultipartUpload", S3> = {
  access: (input) => [{ action: "s3:AbortMultipartUpload", resource: objectArn(input.Bucket, input.Key) }],
  async handle(input, context, s3) {
    const name = { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId };
    await s3.records.transact((transaction) => {
      openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const upload = requireUpload(transaction, name);
      const expected = input.IfMatchInitiatedTime?.getTime();
      if (expected !== undefined && toSeconds(expected) !== toSeconds(upload.initiatedMs)) {
        throw preconditionFailed("x-amz-if-match-initiated-time");
      }
      removeUpload(transaction, s3.bytes, { name, kept: NO_PARTS });
    });
    return {};
  },
};

function toSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000);
}
