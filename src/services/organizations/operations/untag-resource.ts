/**
 * UntagResource. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; TargetNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html
 */
import { check, unknownArn } from "../access.ts";
import { checkedId, checkedText } from "../check-input.ts";
import { TAG_KEY_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { tagsOf, writeTags } from "../tags.ts";

export const untagResource: OrganizationsOperation<"UntagResource"> = {
  access: (input, context) => [
    check("UntagResource", unknownArn(context, input.ResourceId), { "aws:TagKeys": input.TagKeys }),
  ],
  async handle(input, context, organizations) {
    const id = checkedId(input.ResourceId, "taggable");
    const gone = new Set(input.TagKeys.map((key) => checkedText(key, TAG_KEY_LENGTH_MAX)));
    await change(organizations, context, (transaction, organization) => {
      const kept = Object.entries(tagsOf(transaction, organization, id)).filter(([key]) => !gone.has(key));
      writeTags(transaction, organization, { id, tags: Object.fromEntries(kept) });
    });
    return {};
  },
};
