/**
 * DeleteOrganization. OUs and policies go with it. @throws AWSOrganizationsNotInUseException; AccessDeniedException; OrganizationNotEmptyException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html
 */
import { plainAccess } from "../access.ts";
import { change } from "../membership.ts";
import { dropOrganization } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const deleteOrganization: OrganizationsOperation<"DeleteOrganization"> = {
  access: () => plainAccess("DeleteOrganization"),
  async handle(_input, context, organizations) {
    await change(organizations, context, dropOrganization);
    return {};
  },
};
