/**
 * EnablePolicyType, at once and for every node. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException;
 * RootNotFoundException; PolicyTypeAlreadyEnabledException;
 * PolicyTypeNotAvailableForOrganizationException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html
 */
import { check, policyType, unknownArn } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { change } from "../membership.ts";
import { rootShape } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { enablePolicyType as enable, keptType } from "../policy-types.ts";

export const enablePolicyType: OrganizationsOperation<"EnablePolicyType"> = {
  access: (input, context) => [
    check("EnablePolicyType", unknownArn(context, input.RootId), policyType(input.PolicyType)),
  ],
  async handle(input, context, organizations) {
    const rootId = checkedId(input.RootId, "root");
    const type = keptType("EnablePolicyType", input.PolicyType);
    return change(organizations, context, (transaction, organization) => ({
      Root: rootShape(transaction, enable(transaction, organization, { rootId, type })),
    }));
  },
};
