/**
 * ListOrganizationalUnitsForParent. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; ParentNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { childKey } from "../records.ts";
import { pageOf } from "../scan.ts";
import { getParent, getOu, ouShape } from "../tree.ts";

export const listOrganizationalUnitsForParent: OrganizationsOperation<"ListOrganizationalUnitsForParent"> = {
  access: (input, context) => access("ListOrganizationalUnitsForParent", context, input.ParentId),
  async handle(input, context, organizations) {
    const parentId = checkedId(input.ParentId, "parent");
    return look(organizations, context, (reader, organization) => {
      const parent = getParent(reader, organization, parentId);
      const prefix = childKey(organization.id, parent.id, "ORGANIZATIONAL_UNIT");
      const make = (id: string) => ouShape(reader, organization, getOu(reader, organization, id));
      const { items, nextToken } = pageOf(reader, { prefix, make }, input);
      return { OrganizationalUnits: items, NextToken: nextToken };
    });
  },
};
