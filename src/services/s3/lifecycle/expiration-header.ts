/**
 * `x-amz-expiration`, `x-amz-abort-date` and `x-amz-abort-rule-id`: when lifecycle will remove an object or end an upload.
 *
 * AWS: the rule's id is sent as it is (recorded: localstack/localstack TestS3BucketLifecycle; the reference says it is URL-encoded); here only what no header can
 * carry is encoded.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html (read 2026-11-29)
 */
import type { Reader } from "../../../storage/record-store.ts";
import type { BucketRecord } from "../store/bucket-record.ts";
import type { ObjectVersion } from "../store/version-record.ts";
import { midnightAfter, REAL_DAY } from "./lifecycle-day.ts";
import { LIFECYCLE_KIND, lifecycles, type When } from "./lifecycle-record.ts";
import { matchesVersion, rulesFor } from "./match-rule.ts";
import { uploadEnd } from "./upload-end.ts";

/** Of the current object of a key; undefined when no rule removes it. Costs a bucket without rules one look at its record. */
export function expirationHeader(
  reader: Reader,
  bucket: BucketRecord,
  { key, version }: { readonly key: string; readonly version: ObjectVersion },
): string | undefined {
  if (bucket.configurations?.[LIFECYCLE_KIND] === undefined) return undefined;
  const lifecycle = lifecycles.read(reader, bucket);
  if (lifecycle === undefined) return undefined;
  let end: { atMs: number; ruleId: string } | undefined;
  for (const rule of rulesFor(lifecycle, key)) {
    const { expiration } = rule;
    if (expiration === undefined || "expiredMarker" in expiration || !matchesVersion(rule, version)) continue;
    const atMs = endOf(expiration, version.lastModifiedMs);
    if (end === undefined || atMs < end.atMs) end = { atMs, ruleId: rule.id };
  }
  return end === undefined
    ? undefined
    : `expiry-date="${new Date(end.atMs).toUTCString()}", rule-id="${headerText(end.ruleId)}"`;
}

function endOf(when: When, lastModifiedMs: number): number {
  return "days" in when ? midnightAfter(lastModifiedMs, when.days, REAL_DAY) : when.dateMs;
}

/** The members that CreateMultipartUpload and ListParts show of an upload that a rule will end. */
export function abortMembers(
  reader: Reader,
  bucket: BucketRecord,
  upload: { readonly key: string; readonly initiatedMs: number },
): { AbortDate?: Date; AbortRuleId?: string } {
  if (bucket.configurations?.[LIFECYCLE_KIND] === undefined) return {};
  const lifecycle = lifecycles.read(reader, bucket);
  const end = lifecycle === undefined ? undefined : uploadEnd(lifecycle, upload, REAL_DAY);
  return end === undefined ? {} : { AbortDate: new Date(end.atMs), AbortRuleId: headerText(end.ruleId) };
}

function headerText(id: string): string {
  return /^[\x20\x21\x23-\x7E]*$/.test(id) ? id : encodeURIComponent(id);
}
