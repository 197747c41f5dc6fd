/**
 * RemoveAccountFromOrganization. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; AccountNotFoundException;
 * MasterCannotLeaveOrganizationException; ConstraintViolationException WAIT_PERIOD_ACTIVE
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html
 */
import { access } from "../access.ts";
import { removeAccount } from "../accounts.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const removeAccountFromOrganization: OrganizationsOperation<"RemoveAccountFromOrganization"> = {
  access: (input, context) => access("RemoveAccountFromOrganization", context, input.AccountId),
  async handle(input, context, organizations) {
    const id = checkedId(input.AccountId, "account");
    await change(organizations, context, (transaction, organization) =>
      removeAccount(transaction, organization, { id, nowMs: context.nowMs }),
    );
    return {};
  },
};
