/**
 * TagResource: an account, a root, an OU or a policy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; TargetNotFoundException;
 * ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html
 */
import { check, requestTags, unknownArn } from "../access.ts";
import { checkedId, checkedTags, tooManyTags } from "../check-input.ts";
import { TAGS_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { tagsOf, writeTags } from "../tags.ts";

export const tagResource: OrganizationsOperation<"TagResource"> = {
  access: (input, context) => [check("TagResource", unknownArn(context, input.ResourceId), requestTags(input.Tags))],
  async handle(input, context, organizations) {
    const id = checkedId(input.ResourceId, "taggable");
    const added = checkedTags(input.Tags);
    await change(organizations, context, (transaction, organization) => {
      const tags = { ...tagsOf(transaction, organization, id), ...added };
      if (Object.keys(tags).length > TAGS_MAX) throw tooManyTags();
      writeTags(transaction, organization, { id, tags });
    });
    return {};
  },
};
