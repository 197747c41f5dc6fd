import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { objectOwners } from "../buckets/owner.ts";
import { listAccess } from "../listing/list-access.ts";
import { listPage } from "../listing/list-page.ts";
import { parseEncodingType, parsePageSize, restoreTime } from "../listing/listing-request.ts";
import { lastPosition, pageMembers } from "../listing/show-object.ts";
import { ListedSource } from "../listing/listed-source.ts";
import type { S3 } from "../s3.ts";

/**
 * Lists current objects, first version of the operation. Common prefixes count as entries of the page.
 *
 * AWS: NextMarker comes with a delimiter only; without one the last key is the next marker (API_ListObjects, NextMarker). The owner is
 * always shown.
 * The prefix is shown as it was sent, whatever encoding-type says: the AWS SDK for Python does not decode it here, unlike in ListObjectsV2
 * (ceph/s3-tests test_bucket_list_prefix_unreadable).
 *
 * @throws {InvalidArgument} 400 for encoding-type or max-keys  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html (read 2026-11-23)
 */
export const listObjects: Operation<typeof Sdk, "ListObjects", S3> = {
  access: (input) => listAccess("s3:ListBucket", input),
  async handle(input, context, s3) {
    const showText = parseEncodingType(input.EncodingType);
    const limit = parsePageSize(input.MaxKeys, "max-keys");
    const { bucket, source, page } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      const seen = input.Marker === undefined ? undefined : { upTo: input.Marker };
      const request = { prefix: input.Prefix ?? "", delimiter: input.Delimiter, limit, seen };
      const objects = new ListedSource(reader, input.Bucket, restoreTime(input, context.nowMs));
      return { bucket: opened, source: objects, page: listPage(objects, request) };
    });
    const delimiter = input.Delimiter === "" ? undefined : input.Delimiter;
    return {
      Name: input.Bucket,
      Prefix: input.Prefix ?? "",
      Marker: showText(input.Marker ?? ""),
      NextMarker: delimiter === undefined ? undefined : showText(lastPosition(page)),
      Delimiter: showText(delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType,
      IsTruncated: page.isTruncated,
      ...pageMembers(source, page, { showText, ownerOf: objectOwners(s3, bucket) }),
    };
  },
};
