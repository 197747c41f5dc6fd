/**
 * ListParents: the one parent of an account or OU. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; ChildNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { childNotFound } from "../errors.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { findNode, getParent } from "../tree.ts";

export const listParents: OrganizationsOperation<"ListParents"> = {
  access: (input, context) => access("ListParents", context, input.ChildId),
  async handle(input, context, organizations) {
    const childId = checkedId(input.ChildId, "child");
    return look(organizations, context, (reader, organization) => {
      const child = findNode(reader, organization, childId);
      if (child === undefined || child.kind === "ROOT") throw childNotFound();
      const { id, kind } = getParent(reader, organization, child.parentId);
      return { Parents: [{ Id: id, Type: kind }] };
    });
  },
};
