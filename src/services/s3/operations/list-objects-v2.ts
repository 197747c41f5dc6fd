import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { objectOwners } from "../buckets/owner.ts";
import { checkExpressListing } from "../express/list-rules.ts";
import { decodeToken, encodeToken } from "../listing/continuation-token.ts";
import { listAccess } from "../listing/list-access.ts";
import { listPage, type Seen } from "../listing/list-page.ts";
import { parseEncodingType, parsePageSize, restoreTime } from "../listing/listing-request.ts";
import { lastPosition, pageMembers } from "../listing/show-object.ts";
import { type ListedItem, ListedSource } from "../listing/listed-source.ts";
import type { S3 } from "../s3.ts";

/**
 * Lists current objects in UTF-8 order. A page costs what it shows, however large the bucket and whatever lies behind its common
 * prefixes.
 *
 * AWS: StartAfter is ignored beside a continuation token. OptionalObjectAttributes asks for RestoreStatus, which objects have that are
 * being restored or have been.
 *
 * @throws {InvalidArgument} 400 for encoding-type, max-keys or a token that is not ours  @throws {NoSuchBucket} 404
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (read 2026-11-23)
 */
export const listObjectsV2: Operation<typeof Sdk, "ListObjectsV2", S3> = {
  access: (input) => listAccess("s3:ListBucket", input),
  async handle(input, context, s3) {
    const showText = parseEncodingType(input.EncodingType);
    const limit = parsePageSize(input.MaxKeys, "max-keys");
    const seen = parseStart(input);
    const { bucket, source, page } = await s3.records.read((reader) => {
      const opened = openBucket(reader, input.Bucket, context, input.ExpectedBucketOwner);
      checkExpressListing(opened, input);
      const request = { prefix: input.Prefix ?? "", delimiter: input.Delimiter, limit, seen };
      const objects = new ListedSource(reader, input.Bucket, restoreTime(input, context.nowMs));
      return { bucket: opened, source: objects, page: listPage(objects, request) };
    });
    const next = lastPosition(page);
    return {
      Name: input.Bucket,
      Prefix: showText(input.Prefix ?? ""),
      StartAfter: showText(input.StartAfter),
      ContinuationToken: input.ContinuationToken,
      NextContinuationToken: next === undefined ? undefined : encodeToken(next),
      Delimiter: showText(input.Delimiter === "" ? undefined : input.Delimiter),
      MaxKeys: limit,
      KeyCount: page.entries.length,
      EncodingType: input.EncodingType,
      IsTruncated: page.isTruncated,
      ...pageMembers(source, page, {
        showText,
        ownerOf: input.FetchOwner === true ? objectOwners(s3, bucket) : undefined,
      }),
    };
  },
};

function parseStart(input: InputOf<typeof Sdk, "ListObjectsV2">): Seen<ListedItem> | undefined {
  if (input.ContinuationToken !== undefined) return { upTo: decodeToken(input.ContinuationToken) };
  return input.StartAfter === undefined || input.StartAfter === "" ? undefined : { upTo: input.StartAfter };
}
