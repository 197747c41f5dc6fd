/**
 * DescribeOrganizationalUnit. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; OrganizationalUnitNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { getOu, ouShape } from "../tree.ts";

export const describeOrganizationalUnit: OrganizationsOperation<"DescribeOrganizationalUnit"> = {
  access: (input, context) => access("DescribeOrganizationalUnit", context, input.OrganizationalUnitId),
  async handle(input, context, organizations) {
    const id = checkedId(input.OrganizationalUnitId, "ou");
    return look(organizations, context, (reader, organization) => ({
      OrganizationalUnit: ouShape(reader, organization, getOu(reader, organization, id)),
    }));
  },
};
