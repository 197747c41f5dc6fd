/**
 * DescribeAccount. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; AccountNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { accountShape, getAccount } from "../tree.ts";

export const describeAccount: OrganizationsOperation<"DescribeAccount"> = {
  access: (input, context) => access("DescribeAccount", context, input.AccountId),
  async handle(input, context, organizations) {
    const id = checkedId(input.AccountId, "account");
    return look(organizations, context, (reader, organization) => ({
      Account: accountShape(reader, organization, getAccount(reader, organization, id)),
    }));
  },
};
