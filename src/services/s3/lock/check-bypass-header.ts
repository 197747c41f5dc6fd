/** The bypass of governance mode, where no bucket could have anything to bypass. */
import { invalidArgument } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { hasObjectLock } from "./lock-settings.ts";

/**
 * AWS: the header is refused for a bucket without Object Lock, also when it says false (localstack/localstack test_s3_api.snapshot.json,
 * test_delete_object_with_no_locking).
 *
 * @throws {InvalidArgument} 400
 */
export function checkBypassHeader(bucket: BucketRecord, bypass: boolean | undefined): void {
  if (bypass === undefined || hasObjectLock(bucket)) return;
  const header = "x-amz-bypass-governance-retention";
  throw invalidArgument(`${header} is only applicable to Object Lock enabled buckets.`, header);
}
