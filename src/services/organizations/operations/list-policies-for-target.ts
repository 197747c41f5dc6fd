/**
 * ListPoliciesForTarget: what is attached to a node itself. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; TargetNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
import { PolicyType } from "@aws-sdk/client-organizations";
import { check, policyType, unknownArn } from "../access.ts";
import { checkedEnum, checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { getPolicy, policySummary } from "../policies.ts";
import { getTarget } from "../policy-changes.ts";
import { attachedKey } from "../records.ts";
import { pageOf } from "../scan.ts";

export const listPoliciesForTarget: OrganizationsOperation<"ListPoliciesForTarget"> = {
  access: (input, context) => [
    check("ListPoliciesForTarget", unknownArn(context, input.TargetId), policyType(input.Filter)),
  ],
  async handle(input, context, organizations) {
    const targetId = checkedId(input.TargetId, "target");
    const type = checkedEnum(input.Filter, PolicyType) ?? "SERVICE_CONTROL_POLICY";
    return look(organizations, context, (reader, organization) => {
      const prefix = attachedKey(organization.id, getTarget(reader, organization, targetId).id, type);
      const make = (id: string) => policySummary(organization, getPolicy(reader, organization, id));
      const { items, nextToken } = pageOf(reader, { prefix, make }, input);
      return { Policies: items, NextToken: nextToken };
    });
  },
};
