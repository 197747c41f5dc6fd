/**
 * DeletePolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException;
 * InvalidInputException IMMUTABLE_POLICY; PolicyInUseException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { deletePolicy as drop } from "../policy-changes.ts";

export const deletePolicy: OrganizationsOperation<"DeletePolicy"> = {
  access: (input, context) => access("DeletePolicy", context, input.PolicyId),
  async handle(input, context, organizations) {
    const id = checkedId(input.PolicyId, "policy");
    await change(organizations, context, (transaction, organization) => drop(transaction, organization, id));
    return {};
  },
};
