/**
 * ListChildren: ids of the accounts or of the OUs of a parent. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; ParentNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html
 */
import { ChildType } from "@aws-sdk/client-organizations";
import { access } from "../access.ts";
import { checkedEnum, checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { childKey } from "../records.ts";
import { pageOf } from "../scan.ts";
import { getParent } from "../tree.ts";

export const listChildren: OrganizationsOperation<"ListChildren"> = {
  access: (input, context) => access("ListChildren", context, input.ParentId),
  async handle(input, context, organizations) {
    const parentId = checkedId(input.ParentId, "parent");
    const Type = checkedEnum(input.ChildType, ChildType) ?? "ACCOUNT";
    return look(organizations, context, (reader, organization) => {
      const prefix = childKey(organization.id, getParent(reader, organization, parentId).id, Type);
      const { items, nextToken } = pageOf(reader, { prefix, make: (Id) => ({ Id, Type }) }, input);
      return { Children: items, NextToken: nextToken };
    });
  },
};
