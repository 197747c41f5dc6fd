/**
 * DescribePolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { getPolicy } from "../policies.ts";
import { policyShape } from "../policy-changes.ts";

export const describePolicy: OrganizationsOperation<"DescribePolicy"> = {
  access: (input, context) => access("DescribePolicy", context, input.PolicyId),
  async handle(input, context, organizations) {
    const id = checkedId(input.PolicyId, "policy");
    return look(organizations, context, (reader, organization) => ({
      Policy: policyShape(organization, getPolicy(reader, organization, id)),
    }));
  },
};
