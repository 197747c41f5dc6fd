import type * as Sdk from "@aws-sdk/client-s3";
import type { MultipartUpload, Owner, StorageClass } from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { bucketArn } from "../arns.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { objectOwners, ownerOf } from "../buckets/owner.ts";
import { invalidArgument } from "../errors.ts";
import { listPage, type Page, type Seen } from "../listing/list-page.ts";
import { parseEncodingType, parsePageSize, type ShowText } from "../listing/listing-request.ts";
import { commonPrefixMembers, itemsOf } from "../listing/show-object.ts";
import { type UploadItem, uploadSource } from "../listing/sources.ts";
import { isUploadId } from "../multipart/upload-store.ts";
import type { S3 } from "../s3.ts";

type Input = InputOf<typeof Sdk, "ListMultipartUploads">;

/**
 * Lists uploads in progress by key, those of one key as they began.
 *
 * AWS: an upload id marker without a key marker is ignored; the next markers are there on the last page too, and empty when it shows no
 * upload (recorded: localstack/localstack tests/aws/services/s3 test_s3_list_operations.py, test_list_multiparts_next_marker). Unlike S3, a
 * page that was cut behind a common prefix names that prefix as the next key marker, because clients could not go on otherwise.
 *
 * @throws {InvalidArgument} 400 for encoding-type, max-uploads or the upload id marker  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html (read 2026-11-23)
 */
export const listMultipartUploads: Operation<typeof Sdk, "ListMultipartUploads", S3> = {
  access: (input) => [{ action: "s3:ListBucketMultipartUploads", resource: bucketArn(input.Bucket) }],
  async handle(input, context, s3) {
    const showText = parseEncodingType(input.EncodingType);
    const limit = parsePageSize(input.MaxUploads, "max-uploads");
    const seen = parseMarkers(input);
    const { bucket, page } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const request = { prefix: input.Prefix ?? "", delimiter: input.Delimiter, limit, seen };
      return { bucket: opened, page: listPage(uploadSource(reader, input.Bucket), request) };
    });
    const ownerOfUpload = objectOwners(s3, bucket);
    const shown = { showText, ownerById: (accountId: string): Owner => ownerOf(s3, accountId) };
    const uploads = itemsOf(page).map((item) => ({
      ...showUpload(item, shown),
      Owner: ownerOfUpload(item.upload ?? {}),
    }));
    return {
      Bucket: input.Bucket,
      KeyMarker: showText(input.KeyMarker ?? ""),
      UploadIdMarker: input.UploadIdMarker ?? "",
      ...nextMarkers(page, showText),
      Prefix: input.Prefix === undefined || input.Prefix === "" ? undefined : showText(input.Prefix),
      Delimiter: showText(input.Delimiter === "" ? undefined : input.Delimiter),
      MaxUploads: limit,
      EncodingType: input.EncodingType,
      IsTruncated: page.isTruncated,
      Uploads: uploads.length === 0 ? undefined : uploads,
      ...commonPrefixMembers(page, showText),
    };
  },
};

function parseMarkers(input: Input): Seen<UploadItem> | undefined {
  const { KeyMarker: key, UploadIdMarker: uploadId } = input;
  if (key === undefined || key === "") return undefined;
  if (uploadId === undefined || uploadId === "") return { upTo: key };
  if (!isUploadId(uploadId)) throw invalidArgument("Invalid uploadId marker", "upload-id-marker", uploadId);
  return { item: { key, uploadId } };
}

function nextMarkers(
  page: Page<UploadItem>,
  showText: ShowText,
): { NextKeyMarker: string; NextUploadIdMarker: string } {
  const last = page.entries.at(-1);
  const prefix = page.isTruncated ? (last?.commonPrefix ?? "") : "";
  return { NextKeyMarker: showText(last?.item?.key ?? prefix), NextUploadIdMarker: last?.item?.uploadId ?? "" };
}

function showUpload(
  { key, uploadId, upload }: UploadItem,
  { showText, ownerById }: { readonly showText: ShowText; readonly ownerById: (accountId: string) => Owner },
): MultipartUpload {
  return {
    Key: showText(key),
    UploadId: uploadId,
    ...(upload === undefined
      ? {}
      : {
          Initiated: new Date(upload.initiatedMs),
          Initiator: ownerById(upload.initiatorAccountId),
          StorageClass: (upload.storageClass ?? "STANDARD") as StorageClass,
          ChecksumAlgorithm: upload.checksum?.algorithm,
          ChecksumType: upload.checksum?.type,
        }),
  };
}
