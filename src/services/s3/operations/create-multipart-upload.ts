import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { writeAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { lockedWriteAccess } from "../lock/lock-access.ts";
import { writtenMembers } from "../encryption/read-encryption.ts";
import { beginSealing } from "../encryption/sealing.ts";
import { abortMembers } from "../lifecycle/expiration-header.ts";
import { parseUploadChecksum } from "../multipart/upload-checksum.ts";
import type { UploadRecord } from "../multipart/upload-record.ts";
import { identityOf, newUploadId, putUpload } from "../multipart/upload-store.ts";
import { parseObjectFacts } from "../objects/object-facts.ts";
import { checkKey } from "../objects/object-key.ts";
import { parseWriteOptions, settleWriteOptions } from "../objects/write-options.ts";
import type { S3 } from "../s3.ts";
import { readCurrentObject } from "../store/read-version.ts";

/**
 * Begins a multipart upload: remembers what the object will be, and gives it an id. Nothing is visible under the key before it
 * is completed.
 *
 * @throws {KeyTooLongError} 400  @throws {InvalidRequest} 400 for a checksum algorithm or type that does not exist
 * @throws {InvalidArgument} 400, {MetadataTooLarge} 400, {InvalidStorageClass} 400, see parseObjectFacts  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html (read 2026-11-23)
 */
export const createMultipartUpload: Operation<typeof Sdk, "CreateMultipartUpload", S3> = {
  access: (input, { nowMs }) => lockedWriteAccess(writeAccess(input, { isCreation: false }), input, nowMs),
  async handle(input, context, s3) {
    checkKey(input.Key);
    const asked = parseWriteOptions(input);
    const checksum = parseUploadChecksum(input.ChecksumAlgorithm, input.ChecksumType);
    const facts = parseObjectFacts(input, context.headers);
    const uploadId = newUploadId(context.nowMs, s3.runtime.ids);
    const { bucket, end, options, seal } = await s3.records.read((reader) => {
      const target = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const settling = { s3, reader, bucket: target, key: input.Key, context };
      const aborting = abortMembers(reader, target, { key: input.Key, initiatedMs: context.nowMs });
      return { bucket: target, end: aborting, ...settleWriteOptions(settling, asked) };
    });
    const sealing = await beginSealing(s3, { caller: context, bucket, key: input.Key }, seal);
    await s3.records.transact((transaction) => {
      openBucket(transaction, input.Bucket, context, input.ExpectedBucketOwner);
      const upload: UploadRecord = {
        uploadId,
        initiatedMs: context.nowMs,
        initiatorAccountId: context.accountId,
        ...facts,
        ...options,
        encryption: sealing?.encryption,
        checksum,
        currentAtStart: identityOf(readCurrentObject(transaction, input.Bucket, input.Key)),
      };
      putUpload(transaction, { bucket: input.Bucket, key: input.Key }, upload);
    });
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: uploadId,
      ...end,
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
      ...writtenMembers(sealing?.encryption, asked.encryption.customer),
    };
  },
};
