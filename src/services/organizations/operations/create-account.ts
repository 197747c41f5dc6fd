/**
 * CreateAccount. The answer says IN_PROGRESS, as on AWS; the account is there by then, with its access role. What the request itself cannot show (an
 * address that is in use) fails the request's status, not the call. @throws InvalidInputException; AWSOrganizationsNotInUseException;
 * AccessDeniedException; ConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
import { IAMUserAccessToBilling } from "@aws-sdk/client-organizations";
import { plainAccess, requestTags } from "../access.ts";
import { createAccount as create } from "../accounts.ts";
import { checkedEmail, checkedEnum, checkedRoleName, checkedTags, checkedText } from "../check-input.ts";
import { startedShape } from "../create-requests.ts";
import { ACCOUNT_NAME_LENGTH_MAX } from "../limits.ts";
import { change } from "../membership.ts";
import { newAccountId } from "../names.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const createAccount: OrganizationsOperation<"CreateAccount"> = {
  access: (input) => plainAccess("CreateAccount", requestTags(input.Tags)),
  async handle(input, context, organizations) {
    const email = checkedEmail(input.Email);
    const name = checkedText(input.AccountName, ACCOUNT_NAME_LENGTH_MAX);
    const roleName = checkedRoleName(input.RoleName ?? "OrganizationAccountAccessRole");
    // There is no billing console whose door this would open; the value is checked and has no effect.
    checkedEnum(input.IamUserAccessToBilling, IAMUserAccessToBilling);
    const tags = checkedTags(input.Tags);
    const { random, ids } = organizations.runtime;
    const accountId = newAccountId(random);
    const requestId = `car-${ids.hex(16)}`;
    const account = { accountId, requestId, name, email, tags, nowMs: context.nowMs };
    const writeRole = organizations.accountSetup.accessRole({
      accountId,
      managementAccountId: context.accountId,
      roleName,
      nowMs: context.nowMs,
    });
    const request = await change(organizations, context, (transaction, organization) =>
      create(transaction, organization, { ...account, writeRole, quota: organizations.accountQuota }),
    );
    return { CreateAccountStatus: startedShape(request) };
  },
};
