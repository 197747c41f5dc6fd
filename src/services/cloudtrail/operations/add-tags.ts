import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrailAtHome, trailAccess } from "../trails/find-trail.ts";
import { requestTagConditions } from "../trails/tag-conditions.ts";
import { writeTrail } from "../trails/trail-record.ts";
import { withTags } from "../trails/trail-tags.ts";

/**
 * Adds tags to a trail; a key that is there gets the new value.
 *
 * @throws {TrailNotFoundException} @throws {InvalidTagParameterException} @throws {TagsLimitExceededException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AddTags.html (read 2026-11-23)
 */
export const addTags: CloudTrailOperation<"AddTags"> = {
  access: (input, context) =>
    trailAccess("AddTags", input.ResourceId, context).map((check) => ({
      ...check,
      conditions: requestTagConditions(input.TagsList),
    })),
  async handle(input, context, { records }) {
    await records.transact((transaction) => {
      const trail = findTrailAtHome(transaction, input.ResourceId ?? "", context);
      writeTrail(transaction, { ...trail, tags: withTags(trail.tags, input.TagsList) });
    });
    return {};
  },
};
