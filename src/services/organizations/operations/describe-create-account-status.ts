/**
 * DescribeCreateAccountStatus. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; CreateAccountStatusNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html
 */
import { plainAccess } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { getRequest, requestShape } from "../create-requests.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const describeCreateAccountStatus: OrganizationsOperation<"DescribeCreateAccountStatus"> = {
  access: () => plainAccess("DescribeCreateAccountStatus"),
  async handle(input, context, organizations) {
    const id = checkedId(input.CreateAccountRequestId, "request");
    return look(organizations, context, (reader, organization) => ({
      CreateAccountStatus: requestShape(getRequest(reader, organization, id)),
    }));
  },
};
