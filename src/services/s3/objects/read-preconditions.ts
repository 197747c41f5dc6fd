/**
 * Conditions of reads and of copy sources, in AWS's order of precedence: a true If-Match outweighs If-Unmodified-Since, a false
 * If-None-Match outweighs If-Modified-Since, and 412 is decided before 304.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax (read 2026-11-22)
 */
import { etagMatches } from "../etag.ts";
import type { ObjectVersion } from "../store/version-record.ts";

export interface ReadConditions {
  readonly ifMatch?: string | undefined;
  readonly ifUnmodifiedSince?: Date | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: Date | undefined;
}

/** The condition that fails, and how; undefined when all hold. */
export type FailedCondition =
  | { readonly outcome: "failed"; readonly condition: "If-Match" | "If-Unmodified-Since" }
  | { readonly outcome: "not-modified"; readonly condition: "If-None-Match" | "If-Modified-Since" };

export function findFailedCondition(version: ObjectVersion, conditions: ReadConditions): FailedCondition | undefined {
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!etagMatches(ifMatch, version.etag)) return { outcome: "failed", condition: "If-Match" };
  } else if (ifUnmodifiedSince !== undefined && version.lastModifiedMs > ifUnmodifiedSince.getTime()) {
    return { outcome: "failed", condition: "If-Unmodified-Since" };
  }
  if (ifNoneMatch !== undefined) {
    if (etagMatches(ifNoneMatch, version.etag)) return { outcome: "not-modified", condition: "If-None-Match" };
  } else if (ifModifiedSince !== undefined && version.lastModifiedMs <= ifModifiedSince.getTime()) {
    return { outcome: "not-modified", condition: "If-Modified-Since" };
  }
  return undefined;
}
