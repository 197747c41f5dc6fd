/**
 * CreateOrganizationalUnit. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; ParentNotFoundException;
 * ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED, OU_NUMBER_LIMIT_EXCEEDED; DuplicateOrganizationalUnitException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
 */
import { check, requestTags, unknownArn } from "../access.ts";
import { checkedId, checkedTags, checkedText } from "../check-input.ts";
import { OU_NAME_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import { newSuffix } from "../names.ts";
import { createOu } from "../organizational-units.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { ouShape } from "../tree.ts";

export const createOrganizationalUnit: OrganizationsOperation<"CreateOrganizationalUnit"> = {
  access: (input, context) => [
    check("CreateOrganizationalUnit", unknownArn(context, input.ParentId), requestTags(input.Tags)),
  ],
  async handle(input, context, organizations) {
    const parentId = checkedId(input.ParentId, "parent");
    const name = checkedText(input.Name, OU_NAME_LENGTH_MAX);
    const tags = checkedTags(input.Tags);
    const suffix = newSuffix(organizations.runtime.random, 8);
    return change(organizations, context, (transaction, organization) => {
      const ou = createOu(transaction, organization, { parentId, name, tags, suffix });
      return { OrganizationalUnit: ouShape(transaction, organization, ou) };
    });
  },
};
