import type * as Sdk from "@aws-sdk/client-s3";
import type { Operation } from "../../../kit/operation.ts";
import { invalidArgument } from "../errors.ts";
import { LIST_PAGE_MAX } from "../limits.ts";
import type { S3 } from "../s3.ts";
import { readBucket } from "../store/buckets.ts";
import { directoryBucketKey, directoryBucketsPrefix } from "../store/keys.ts";

/**
 * The caller's directory buckets of the Region, in name order.
 *
 * @throws {InvalidArgument} 400 for `max-directory-buckets` outside 0 to 1,000
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListDirectoryBuckets.html (read 2026-11-29)
 */
export const listDirectoryBuckets: Operation<typeof Sdk, "ListDirectoryBuckets", S3> = {
  access: () => [{ action: "s3express:ListAllMyDirectoryBuckets", resource: "*" }],
  async handle(input, context, s3) {
    const limit = input.MaxDirectoryBuckets ?? LIST_PAGE_MAX;
    if (limit < 0 || limit > LIST_PAGE_MAX) {
      const message = `Argument max-directory-buckets must be an integer between 0 and ${LIST_PAGE_MAX}`;
      throw invalidArgument(message, "max-directory-buckets", String(limit));
    }
    const { accountId, region } = context;
    const after = input.ContinuationToken;
    const found = await s3.records.read((reader) => {
      const span = after === undefined ? {} : { startAfter: directoryBucketKey(accountId, after) };
      const entries = reader.range({ prefix: directoryBucketsPrefix(accountId), ...span, limit: limit + 1 });
      return entries.flatMap(({ key }) => readBucket(reader, String(key.at(-1))) ?? []);
    });
    const page = found.slice(0, limit);
    return {
      Buckets: page
        .filter((bucket) => bucket.region === region)
        .map((bucket) => ({
          Name: bucket.name,
          CreationDate: new Date(bucket.createdMs),
          BucketRegion: bucket.region,
        })),
      ContinuationToken: found.length > limit ? page.at(-1)?.name : undefined,
    };
  },
};
