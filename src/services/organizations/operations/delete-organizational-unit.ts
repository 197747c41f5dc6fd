/**
 * DeleteOrganizationalUnit. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException;
 * OrganizationalUnitNotFoundException; OrganizationalUnitNotEmptyException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import { deleteOu } from "../organizational-units.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const deleteOrganizationalUnit: OrganizationsOperation<"DeleteOrganizationalUnit"> = {
  access: (input, context) => access("DeleteOrganizationalUnit", context, input.OrganizationalUnitId),
  async handle(input, context, organizations) {
    const id = checkedId(input.OrganizationalUnitId, "ou");
    await change(organizations, context, (transaction, organization) => deleteOu(transaction, organization, id));
    return {};
  },
};
