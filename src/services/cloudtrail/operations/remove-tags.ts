import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { writeTrail } from "../trails/trail-record.ts";
import { withoutTags } from "../trails/trail-tags.ts";

/**
 * Removes tags from a trail by their keys; keys that are not there are no error.
 *
 * @throws {TrailNotFoundException} @throws {InvalidHomeRegionException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RemoveTags.html (read 2026-11-23)
 */
export const removeTags: CloudTrailOperation<"RemoveTags"> = {
  access: (input, context) =>
    trailAccess("RemoveTags", input.ResourceId, context).map((check) => ({
      ...check,
      conditions: { "aws:TagKeys": (input.TagsList ?? []).map(({ Key = "" }) => Key) },
    })),
  async handle(input, context, { records }) {
    await records.transact((transaction) => {
      const trail = findTrailAtHome(transaction, input.ResourceId ?? "", context);
      writeTrail(transaction, { ...trail, tags: withoutTags(trail.tags, input.TagsList) });
    });
    return {};
  },
};
