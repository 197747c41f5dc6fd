/**
 * ListTargetsForPolicy. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException; PolicyNotFoundException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html
 */
import { access } from "../access.ts";
import { checkedId } from "../check-input.ts";
import { look } from "../membership.ts";
import { nodeArn } from "../names.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { getPolicy } from "../policies.ts";
import { getTarget } from "../policy-changes.ts";
import { targetKey } from "../records.ts";
import { pageOf } from "../scan.ts";

export const listTargetsForPolicy: OrganizationsOperation<"ListTargetsForPolicy"> = {
  access: (input, context) => access("ListTargetsForPolicy", context, input.PolicyId),
  async handle(input, context, organizations) {
    const policyId = checkedId(input.PolicyId, "policy");
    return look(organizations, context, (reader, organization) => {
      const prefix = targetKey(organization.id, getPolicy(reader, organization, policyId).id);
      const make = (id: string) => {
        const node = getTarget(reader, organization, id);
        return { TargetId: node.id, Arn: nodeArn(organization, node), Name: node.name, Type: node.kind };
      };
      const { items, nextToken } = pageOf(reader, { prefix, make }, input);
      return { Targets: items, NextToken: nextToken };
    });
  },
};
