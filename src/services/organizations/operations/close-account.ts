/**
 * CloseAccount. The account is SUSPENDED at once, and its principals may do nothing any more. @throws InvalidInputException; AWSOrganizationsNotInUseException;
 * AccessDeniedException; ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT; AccountNotFoundException; AccountAlreadyClosedException;
 * ConstraintViolationException CLOSE_ACCOUNT_QUOTA_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */
import { access } from "../access.ts";
import { closeAccount as close } from "../accounts.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const closeAccount: OrganizationsOperation<"CloseAccount"> = {
  access: (input, context) => access("CloseAccount", context, input.AccountId),
  async handle(input, context, organizations) {
    const id = checkedId(input.AccountId, "account");
    await change(organizations, context, (transaction, organization) =>
      close(transaction, organization, { id, nowMs: context.nowMs }),
    );
    return {};
  },
};
