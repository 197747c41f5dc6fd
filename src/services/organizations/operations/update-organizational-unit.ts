/**
 * UpdateOrganizationalUnit: another name. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException;
 * OrganizationalUnitNotFoundException; DuplicateOrganizationalUnitException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html
 */
import { access } from "../access.ts";
import { checkedId, checkedText } from "../check-input.ts";
import { OU_NAME_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import { renameOu } from "../organizational-units.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { ouShape } from "../tree.ts";

export const updateOrganizationalUnit: OrganizationsOperation<"UpdateOrganizationalUnit"> = {
  access: (input, context) => access("UpdateOrganizationalUnit", context, input.OrganizationalUnitId),
  async handle(input, context, organizations) {
    const id = checkedId(input.OrganizationalUnitId, "ou");
    const name = input.Name === undefined ? undefined : checkedText(input.Name, OU_NAME_LENGTH_MAX);
    return change(organizations, context, (transaction, organization) => ({
      OrganizationalUnit: ouShape(transaction, organization, renameOu(transaction, organization, { id, name })),
    }));
  },
};
