import type { CloudTrailOperation } from "../cloudtrail.ts";
import { findTrail, trailAccess } from "../trails/find-trail.ts";
import { tagList } from "../trails/trail-tags.ts";

/**
 * The tags of trails, on one page.
 *
 * @throws {TrailNotFoundException} 400
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html (read 2026-11-23)
 */
export const listTags: CloudTrailOperation<"ListTags"> = {
  access: (input, context) => (input.ResourceIdList ?? []).flatMap((id) => trailAccess("ListTags", id, context)),
  async handle(input, context, { records }) {
    const ids = input.ResourceIdList ?? [];
    const trails = await records.read((reader) => ids.map((id) => findTrail(reader, id, context)));
    return { ResourceTagList: trails.map(({ tags }, index) => ({ ResourceId: ids[index], TagsList: tagList(tags) })) };
  },
};
