/**
 * ListRoots: the one root, with the policy types that are enabled. @throws AWSOrganizationsNotInUseException; AccessDeniedException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html
 */
import { plainAccess } from "../access.ts";
import { look } from "../membership.ts";
import { rootShape } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const listRoots: OrganizationsOperation<"ListRoots"> = {
  access: () => plainAccess("ListRoots"),
  handle: (_input, context, organizations) =>
    look(organizations, context, (reader, organization) => ({ Roots: [rootShape(reader, organization)] })),
};
