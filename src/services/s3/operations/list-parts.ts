import type * as Sdk from "@aws-sdk/client-s3";
import type { Part, StorageClass } from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { objectArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { objectOwners, ownerOf } from "../buckets/owner.ts";
import { checksumMember } from "../checksum/algorithms.ts";
import { quoteEtag } from "../etag.ts";
import { abortMembers } from "../lifecycle/expiration-header.ts";
import { parsePageSize } from "../listing/listing-request.ts";
import { parsePartMarker } from "../multipart/part-marker.ts";
import type { PartRecord, UploadChecksum } from "../multipart/upload-record.ts";
import { readPartsAfter, requireUpload } from "../multipart/upload-store.ts";
import type { S3 } from "../s3.ts";

/**
 * Lists the parts that an upload has so far, by number.
 *
 * AWS: the next marker is there on the last page too; checksums are shown when the upload named their algorithm (recorded: localstack/localstack
 * tests/aws/services/s3 test_s3.snapshot.json, test_complete_multipart_parts_checksum_default and ..._composite). On an empty page S3 shows 0 as the
 * next marker, with which the paginator of the SDK for JavaScript starts all over, for ever; here an empty page has none.
 *
 * @throws {InvalidArgument} 400 for max-parts or the marker  @throws {NoSuchBucket} 404  @throws {NoSuchUpload} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html (read 2026-11-23)
 */
export const listParts: Operation<typeof Sdk, "ListParts", S3> = {
  access: (input) => [{ action: "s3:ListMultipartUploadParts", resource: objectArn(input.Bucket, input.Key) }],
  async handle(input, context, s3) {
    const limit = parsePageSize(input.MaxParts, "max-parts");
    const afterPartNumber = parsePartMarker(input.PartNumberMarker);
    const { bucket, upload, end, parts } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const found = requireUpload(reader, { bucket: input.Bucket, key: input.Key, uploadId: input.UploadId });
      return {
        bucket: opened,
        upload: found,
        end: abortMembers(reader, opened, { key: input.Key, initiatedMs: found.initiatedMs }),
        parts: readPartsAfter(reader, input.UploadId, { afterPartNumber, limit: limit + 1 }),
      };
    });
    const shown = parts.slice(0, limit);
    return {
      Bucket: input.Bucket,
      Key: input.Key,
      UploadId: input.UploadId,
      PartNumberMarker: String(afterPartNumber),
      NextPartNumberMarker: shown.at(-1)?.partNumber.toString(),
      MaxParts: limit,
      IsTruncated: limit > 0 && parts.length > limit,
      Parts: shown.length === 0 ? undefined : shown.map((part) => showPart(part, upload.checksum)),
      Initiator: ownerOf(s3, upload.initiatorAccountId),
      Owner: objectOwners(s3, bucket)(upload),
      StorageClass: (upload.storageClass ?? "STANDARD") as StorageClass,
      ...end,
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
    };
  },
};

function showPart(part: PartRecord, checksum: UploadChecksum | undefined): Part {
  return {
    PartNumber: part.partNumber,
    LastModified: new Date(part.lastModifiedMs),
    ETag: quoteEtag(part.etag),
    Size: part.sizeBytes,
    ...(checksum === undefined ? {} : { [checksumMember(checksum.algorithm)]: part.checksum }),
  };
}
