/** ListBuckets: the caller's buckets, page by page. */
import type * as Sdk from "@aws-sdk/client-s3";
import type { InputOf, Operation } from "../../../kit/operation.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { ownerOf } from "../buckets/owner.ts";
import { invalidArgument } from "../errors.ts";
import { LIST_BUCKETS_MAX } from "../limits.ts";
import type { S3 } from "../s3.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readBucket } from "../store/buckets.ts";
import { accountBucketKey, accountBucketsPrefix } from "../store/keys.ts";

type Input = InputOf<typeof Sdk, "ListBuckets">;

/** Index entries read at a time while a filter is on. */
const SCAN_PAGE = 1000;

/**
 * The caller's buckets in name order, from all Regions.
 *
 * AWS: BucketRegion is shown only when the request carries at least one parameter.
 *
 * @throws {InvalidArgument} 400 for `max-buckets` outside 1 to 10,000 or a token that is not ours
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html (read 2026-11-22)
 */
export const listBuckets: Operation<typeof Sdk, "ListBuckets", S3> = {
  access: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
  async handle(input, context, s3) {
    const limit = checkMaxBuckets(input.MaxBuckets);
    const after = input.ContinuationToken === undefined ? undefined : decodeToken(input.ContinuationToken);
    const found = await s3.records.read((reader) =>
      collect(reader, { accountId: context.accountId, after, limit: limit + 1, input }),
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const hasParameters = [input.MaxBuckets, input.ContinuationToken, input.Prefix, input.BucketRegion].some(
      (given) => given !== undefined,
    );
    return {
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdMs),
        ...(hasParameters ? { BucketRegion: bucket.region } : {}),
      })),
      Owner: ownerOf(s3, context.accountId),
      ContinuationToken: found.length > limit && last !== undefined ? encodeToken(last.name) : undefined,
      Prefix: input.Prefix,
    };
  },
};

function checkMaxBuckets(maxBuckets: number | undefined): number {
  if (maxBuckets === undefined) return LIST_BUCKETS_MAX;
  if (maxBuckets >= 1 && maxBuckets <= LIST_BUCKETS_MAX) return maxBuckets;
  throw invalidArgument(
    `Argument max-buckets must be an integer between 1 and ${LIST_BUCKETS_MAX}`,
    "max-buckets",
    String(maxBuckets),
  );
}

interface Scan {
  readonly accountId: string;
  readonly after: string | undefined;
  readonly limit: number;
  readonly input: Input;
}

/** Walks the account's index from the token on; ends at the first name beyond the prefix. */
function collect(reader: Reader, scan: Scan): BucketRecord[] {
  const { accountId, input, limit } = scan;
  const prefix = input.Prefix ?? "";
  const found: BucketRecord[] = [];
  let after = scan.after;
  for (;;) {
    const span =
      after !== undefined && after >= prefix
        ? { startAfter: accountBucketKey(accountId, after) }
        : { start: accountBucketKey(accountId, prefix) };
    const entries = reader.range({ prefix: accountBucketsPrefix(accountId), ...span, limit: SCAN_PAGE });
    for (const entry of entries) {
      const name = String(entry.key.at(-1));
      if (!name.startsWith(prefix)) return found;
      const bucket = readBucket(reader, name);
      if (bucket !== undefined && (input.BucketRegion === undefined || bucket.region === input.BucketRegion))
        found.push(bucket);
      if (found.length === limit) return found;
      after = name;
    }
    if (entries.length < SCAN_PAGE) return found;
  }
}

function encodeToken(name: string): string {
  return Buffer.from(name).toString("base64url");
}

function decodeToken(token: string): string {
  const name = Buffer.from(token, "base64url").toString();
  if (token === "" || encodeToken(name) !== token)
    throw invalidArgument("The continuation token provided is incorrect", "continuation-token");
  return name;
}
