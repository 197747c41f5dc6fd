/**
 * LeaveOrganization, by a member account itself. @throws AWSOrganizationsNotInUseException; MasterCannotLeaveOrganizationException;
 * ConstraintViolationException WAIT_PERIOD_ACTIVE
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html
 */
import { plainAccess } from "../access.ts";
import { removeAccount } from "../accounts.ts";
import { ownOrganization } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { countChange } from "../records.ts";

export const leaveOrganization: OrganizationsOperation<"LeaveOrganization"> = {
  access: () => plainAccess("LeaveOrganization"),
  async handle(_input, context, organizations) {
    await organizations.records.transact((transaction) => {
      const organization = ownOrganization(transaction, context.accountId);
      removeAccount(transaction, organization, { id: context.accountId, nowMs: context.nowMs });
      countChange(transaction);
    });
    return {};
  },
};
