/**
 * DescribeOrganization; for every account of the organization. @throws AWSOrganizationsNotInUseException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
import { plainAccess } from "../access.ts";
import { ownOrganization } from "../membership.ts";
import { organizationShape } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const describeOrganization: OrganizationsOperation<"DescribeOrganization"> = {
  access: () => plainAccess("DescribeOrganization"),
  handle: (_input, context, organizations) =>
    organizations.records.read((reader) => ({
      Organization: organizationShape(reader, ownOrganization(reader, context.accountId)),
    })),
};
