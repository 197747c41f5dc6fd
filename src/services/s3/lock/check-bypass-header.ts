/** The bypass of governance mode, where no bucket could have anything to bypass. */
import { defaultsOfBucket } from "../buckets/defaults.ts";
import { invalidArgument } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { hasObjectLock } from "./lock-settings.ts";

/**
 * AWS: the header is refused for a bucket without Object Lock, also when it says false (localstack/localstack test_s3_api.snapshot.json,
 * test_delete_object_with_no_locking). Programs from before that send it with every deletion when they clean up (ceph/s3-tests nuke_bucket), so a bucket
 * with legacy defaults ignores it.
 *
 * @throws {InvalidArgument} 400
 */
export function checkBypassHeader(bucket: BucketRecord, bypass: boolean | undefined): void {
  if (bypass === undefined || hasObjectLock(bucket) || defaultsOfBucket(bucket) === "legacy") return;
  const header = "x-amz-bypass-governance-retention";
  throw invalidArgument(`${header} is only applicable to Object Lock enabled buckets.`, header);
}
