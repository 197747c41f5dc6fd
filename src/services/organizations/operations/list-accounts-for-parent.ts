/**
 * ListAccountsForParent. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; ParentNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { childKey } from "../records.ts";
import { pageOf } from "../scan.ts";
import { getParent, accountShape, getAccount } from "../tree.ts";

export const listAccountsForParent: OrganizationsOperation<"ListAccountsForParent"> = {
  access: (input, context) => access("ListAccountsForParent", context, input.ParentId),
  async handle(input, context, organizations) {
    const parentId = checkedId(input.ParentId, "parent");
    return look(organizations, context, (reader, organization) => {
      const parent = getParent(reader, organization, parentId);
      const prefix = childKey(organization.id, parent.id, "ACCOUNT");
      const make = (id: string) => accountShape(reader, organization, getAccount(reader, organization, id));
      const { items, nextToken } = pageOf(reader, { prefix, make }, input);
      return { Accounts: items, NextToken: nextToken };
    });
  },
};
