/**
 * ListPolicies of one type, AWS's own among them. @throws InvalidInputException; AWSOrganizationsNotInUseException; AccessDeniedException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
 */
import { PolicyType } from "@aws-sdk/client-organizations";
import { plainAccess, policyType } from "../access.ts";
import { checkedEnum } from "../check-input.ts";
import { look } from "../membership.ts";
import type { OrganizationsOperation } from "../organizations.ts";
import { getPolicy, policySummary } from "../policies.ts";
import { policyKey } from "../records.ts";
import { pageOf } from "../scan.ts";

export const listPolicies: OrganizationsOperation<"ListPolicies"> = {
  access: (input) => plainAccess("ListPolicies", policyType(input.Filter)),
  async handle(input, context, organizations) {
    const type = checkedEnum(input.Filter, PolicyType) ?? "SERVICE_CONTROL_POLICY";
    return look(organizations, context, (reader, organization) => {
      const make = (id: string) => policySummary(organization, getPolicy(reader, organization, id));
      const { items, nextToken } = pageOf(reader, { prefix: policyKey(organization.id, type), make }, input);
      return { Policies: items, NextToken: nextToken };
    });
  },
};
