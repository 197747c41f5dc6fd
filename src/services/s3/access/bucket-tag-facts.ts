/**
 * Tags of a bucket as condition keys, where attribute-based access control is enabled: `aws:ResourceTag/key` and `s3:BucketTag/key`, of the bucket and of its objects.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html (read 2026-11-29)
 */
import type { ConditionLookup, ResourceFacts } from "../../../kit/ports/resource-facts.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

const BUCKET_TAG_PREFIX = "s3:buckettag/";

export function bucketTagFacts({ abac, tags = [] }: BucketRecord): Pick<ResourceFacts, "tags" | "condition"> {
  if (abac === undefined || tags.length === 0) return { tags: undefined, condition: undefined };
  const byName = new Map(tags.map(([key, value]) => [`${BUCKET_TAG_PREFIX}${key.toLowerCase()}`, value]));
  const condition: ConditionLookup = (lowerCaseKey) => byName.get(lowerCaseKey);
  return { tags: Object.fromEntries(tags), condition };
}
