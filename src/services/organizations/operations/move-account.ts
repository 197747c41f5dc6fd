/**
 * MoveAccount. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; AccountNotFoundException;
 * SourceParentNotFoundException; DestinationParentNotFoundException; DuplicateAccountException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 */
import { access } from "../access.ts";
import { moveAccount as move } from "../accounts.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const moveAccount: OrganizationsOperation<"MoveAccount"> = {
  access: (input, context) =>
    access("MoveAccount", context, input.AccountId, input.SourceParentId, input.DestinationParentId),
  async handle(input, context, organizations) {
    const account = checkedId(input.AccountId, "account");
    const from = checkedId(input.SourceParentId, "parent");
    const to = checkedId(input.DestinationParentId, "parent");
    await change(organizations, context, (transaction, organization) =>
      move(transaction, organization, { account, from, to }),
    );
    return {};
  },
};
