import type * as Sdk from "@aws-sdk/client-s3";
import { streamOf } from "../../../kit/http.ts";
import type { Operation } from "../../../kit/operation.ts";
import { writeAccess } from "../access/object-access.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { checksumMember } from "../checksum/algorithms.ts";
import { parseDeclaredDigests } from "../checksum/declared.ts";
import { stageVerified } from "../checksum/verified-body.ts";
import { parseCustomerKey } from "../encryption/customer-key.ts";
import { encryptionMembers } from "../encryption/read-encryption.ts";
import { etagOfPart, keysOfUpload } from "../encryption/upload-keys.ts";
import { admitCustomerKey } from "../encryption/write-encryption.ts";
import { incompleteBody } from "../errors.ts";
import { quoteEtag } from "../etag.ts";
import { checkPartNumber, commitPart } from "../multipart/commit-part.ts";
import { checkLockedDigest } from "../lock/write-lock.ts";
import { algorithmOfPart } from "../multipart/upload-checksum.ts";
import { requireUpload } from "../multipart/upload-store.ts";
import { checkBodyLength } from "../objects/body-length.ts";
import type { S3 } from "../s3.ts";

/**
 * Stores one part. A part of the same number before it is replaced, and its bytes go; of several uploads of one number at once the
 * one that ends last stays.
 *
 * Checks, in order: part number, length, digests as declared, bucket, upload, checksum algorithm, and when the body has ended its
 * digests. The upload is looked up again at the commit, because it may be completed or aborted while the body streams.
 *
 * @throws {InvalidArgument} 400  @throws {NotImplemented} 501 and {MissingContentLength} 411  @throws {EntityTooLarge} 400 above 5 GiB
 * @throws {InvalidDigest} 400  @throws {InvalidRequest} 400  @throws {NoSuchBucket} 404  @throws {NoSuchUpload} 404  @throws {BadDigest} 400
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html (read 2026-11-23)
 */
export const uploadPart: Operation<typeof Sdk, "UploadPart", S3> = {
  access: ({ Bucket, Key }) => writeAccess({ Bucket, Key }, { isCreation: false }),
  async handle(input, context, s3) {
    const name = { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId };
    checkPartNumber(input.PartNumber);
    const customer = parseCustomerKey(input);
    const bodyBytes = checkBodyLength(context);
    const declared = parseDeclaredDigests(context.headers);
    const { bucket, upload } = await s3.records.read((reader) => {
      const target = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      if (customer !== undefined) admitCustomerKey({ reader, bucket: target, key: input.Key, context });
      return { bucket: target, upload: requireUpload(reader, name) };
    });
    checkLockedDigest(upload.lock, declared, "Part");
    const seal = await keysOfUpload(s3, { caller: context, bucket, key: input.Key }, { upload, customer });
    const algorithm = algorithmOfPart(upload, declared.checksum);
    const { staged, digests } = await stageVerified(s3.bytes, input.Body ?? streamOf(new Uint8Array(0)), {
      declared,
      algorithms: [algorithm],
      trailers: context.trailers,
      seal,
    });
    if (staged.sizeBytes !== bodyBytes) {
      await staged.discard();
      throw incompleteBody();
    }
    const { md5, checksums } = digests;
    const etag = etagOfPart(upload, seal, { partNumber: input.PartNumber, md5 });
    await commitPart(s3, name, {
      partNumber: input.PartNumber,
      etag,
      checksum: checksums.get(algorithm) ?? "",
      lastModifiedMs: context.nowMs,
      bytes: staged,
    });
    // AWS: the answer carries the checksum that the request declared, else the one that S3 computed.
    const shown = declared.checksum?.algorithm ?? algorithm;
    return {
      ETag: quoteEtag(etag),
      [checksumMember(shown)]: checksums.get(shown),
      ...encryptionMembers(upload.encryption, customer),
    };
  },
};
