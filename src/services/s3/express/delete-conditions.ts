/** Conditions of a delete that AWS keeps to directory buckets: that the object has a size, or a time of last modification. */
import type { Reader } from "../../../storage/record-store.ts";
import { headerNotImplemented, noSuchKey, preconditionFailed } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import { readCurrentObject } from "../store/read-version.ts";

interface ConditionalDelete {
  readonly Key: string;
  readonly IfMatchLastModifiedTime?: Date | undefined;
  readonly IfMatchSize?: number | undefined;
}

/**
 * @throws {NotImplemented} 501 for other buckets  @throws {NoSuchKey} 404  @throws {PreconditionFailed} 412
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html (read 2026-11-29)
 */
export function checkExpressConditions(reader: Reader, bucket: BucketRecord, input: ConditionalDelete): void {
  const { IfMatchLastModifiedTime: time, IfMatchSize: size } = input;
  if (time === undefined && size === undefined) return;
  const header = time === undefined ? "x-amz-if-match-size" : "x-amz-if-match-last-modified-time";
  if (bucket.zone === undefined) throw headerNotImplemented(header);
  const current = readCurrentObject(reader, bucket.name, input.Key);
  if (current === undefined) throw noSuchKey(input.Key);
  const isOther =
    (time !== undefined && time.getTime() !== current.lastModifiedMs) ||
    (size !== undefined && size !== current.sizeBytes);
  if (isOther) throw preconditionFailed(header);
}
