/**
 * Conditions of writes and deletes, checked inside the transaction that does the work, so that of any number of
 * concurrent conditional writers exactly the right ones succeed.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
import { conditionalRequestConflict, noSuchKey, preconditionFailed } from "../errors.ts";
import { etagMatches } from "../etag.ts";
import type { ObjectVersion } from "./version-record.ts";

export interface WritePreconditions {
  /** An ETag, quoted or not; for deletes also `*`. */
  readonly ifMatch?: string | undefined;
  /** `*` only; the operation has refused anything else. */
  readonly ifNoneMatch?: string | undefined;
  /** The key had an object when the request began: a delete since then is a conflict and not an absence. */
  readonly existedBefore?: boolean | undefined;
}

/**
 * `current` is the current object, undefined also when a delete marker is current: AWS counts that as no object.
 *
 * @throws {PreconditionFailed} 412 when If-None-Match finds an object, or If-Match another one
 * @throws {ConditionalRequestConflict} 409 when the object of If-Match was deleted while the request ran
 * @throws {NoSuchKey} 404 when If-Match finds no object
 */
export function checkWritePreconditions(
  key: string,
  current: ObjectVersion | undefined,
  conditions: WritePreconditions,
): void {
  if (conditions.ifNoneMatch !== undefined && current !== undefined) throw preconditionFailed("If-None-Match");
  if (conditions.ifMatch === undefined) return;
  if (current === undefined) {
    if (conditions.existedBefore === true) throw conditionalRequestConflict(key, "If-Match");
    throw noSuchKey(key);
  }
  if (!etagMatches(conditions.ifMatch, current.etag)) throw preconditionFailed("If-Match");
}
