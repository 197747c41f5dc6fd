/**
 * What a listing of a directory bucket may ask. AWS: the only delimiter is a slash, prefixes end with it, and there is no start-after (API_ListObjectsV2, notes on directory
 * buckets; the answers are assumed).
 */
import { invalidArgument } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

interface Listing {
  readonly Delimiter?: string | undefined;
  readonly Prefix?: string | undefined;
  readonly StartAfter?: string | undefined;
}

/** @throws {InvalidArgument} 400 */
export function checkExpressListing({ zone }: BucketRecord, input: Listing): void {
  if (zone === undefined) return;
  const { Delimiter: delimiter = "/", Prefix: prefix = "", StartAfter: startAfter } = input;
  if (delimiter !== "/") throw invalidArgument("Directory buckets have the delimiter / only", "delimiter", delimiter);
  if (prefix !== "" && !prefix.endsWith("/"))
    throw invalidArgument("A prefix in a directory bucket ends with /", "prefix", prefix);
  if (startAfter !== undefined)
    throw invalidArgument("Listings of directory buckets have no start-after", "start-after", startAfter);
}
