/** Opening a bucket for what only its owner's account may do, whatever policies allow. */
import type { RequestContext } from "../../../kit/context.ts";
import type { Reader } from "../../../storage/record-store.ts";
import { openBucket } from "../buckets/open-bucket.ts";
import { methodNotAllowed } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

/** @throws {MethodNotAllowed} 405 for callers of other accounts, beside the refusals of `openBucket` */
export function openOwnedBucket(
  reader: Reader,
  bucket: string,
  context: RequestContext,
  expectedOwner?: string,
): BucketRecord {
  const record = openBucket(reader, bucket, context, expectedOwner);
  if (record.accountId !== context.accountId) throw methodNotAllowed(context.method);
  return record;
}
