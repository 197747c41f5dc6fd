/**
 * ListTagsForResource: all of them in one page. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; TargetNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { tagsOf } from "../tags.ts";

export const listTagsForResource: OrganizationsOperation<"ListTagsForResource"> = {
  access: (input, context) => access("ListTagsForResource", context, input.ResourceId),
  async handle(input, context, organizations) {
    const id = checkedId(input.ResourceId, "taggable");
    return look(organizations, context, (reader, organization) => ({
      Tags: Object.entries(tagsOf(reader, organization, id)).map(([Key, Value]) => ({ Key, Value })),
    }));
  },
};
