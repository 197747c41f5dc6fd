/**
 * DisablePolicyType, at once and for every node. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException;
 * RootNotFoundException; PolicyTypeNotEnabledException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html
 */
import { check, policyType, unknownArn } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import { rootShape } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { disablePolicyType as disable, keptType } from "../policy-types.ts";

export const disablePolicyType: OrganizationsOperation<"DisablePolicyType"> = {
  access: (input, context) => [
    check("DisablePolicyType", unknownArn(context, input.RootId), policyType(input.PolicyType)),
  ],
  async handle(input, context, organizations) {
    const rootId = checkedId(input.RootId, "root");
    const type = keptType("DisablePolicyType", input.PolicyType);
    return change(organizations, context, (transaction, organization) => ({
      Root: rootShape(transaction, disable(transaction, organization, { rootId, type })),
    }));
  },
};
