/**
 * DescribeEffectivePolicy. It is for management policies, of which there are none here: the answer is AWS's for an account without one.
 * @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; TargetNotFoundException; EffectivePolicyNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
 */
import { EffectivePolicyType } from "@aws-sdk/client-organizations";
import { check, policyType, unknownArn } from "../access.ts";
import { checkedEnum, checkedId } from "../check-input.ts";
import { accessDenied, effectivePolicyNotFound, targetNotFound } from "../errors.ts";
import { ownOrganization } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { findNode } from "../tree.ts";

export const describeEffectivePolicy: OrganizationsOperation<"DescribeEffectivePolicy"> = {
  access: (input, context) => [
    check(
      "DescribeEffectivePolicy",
      unknownArn(context, input.TargetId ?? context.accountId),
      policyType(input.PolicyType),
    ),
  ],
  async handle(input, context, organizations) {
    // AWS: SCPs and RCPs are no management policies and not in this enumeration.
    checkedEnum(input.PolicyType, EffectivePolicyType);
    const targetId = input.TargetId === undefined ? context.accountId : checkedId(input.TargetId, "account");
    return organizations.records.read((reader) => {
      const organization = ownOrganization(reader, context.accountId);
      const isOwn = targetId === context.accountId;
      if (!isOwn && organization.managementAccountId !== context.accountId) throw accessDenied();
      if (findNode(reader, organization, targetId)?.kind !== "ACCOUNT") throw targetNotFound();
      throw effectivePolicyNotFound();
    });
  },
};
