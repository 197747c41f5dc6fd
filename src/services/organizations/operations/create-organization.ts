/**
 * CreateOrganization. The caller becomes the management account. @throws InvalidInputException; AlreadyInOrganizationException
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
 */
import { OrganizationFeatureSet } from "@aws-sdk/client-organizations";
import { plainAccess } from "../access.ts";
import { checkedEnum } from "../check-input.ts";
import { createOrganization as create, newOrganizationIds, organizationShape } from "../organization.ts";
import type { OrganizationsOperation } from "../organizations.ts";

export const createOrganization: OrganizationsOperation<"CreateOrganization"> = {
  access: () => plainAccess("CreateOrganization"),
  async handle(input, context, organizations) {
    const featureSet = checkedEnum(input.FeatureSet, OrganizationFeatureSet) ?? "ALL";
    const ids = newOrganizationIds(organizations.runtime.random);
    return organizations.records.transact((transaction) => {
      const organization = create(transaction, {
        ...ids,
        managementAccountId: context.accountId,
        featureSet,
        nowMs: context.nowMs,
      });
      return { Organization: organizationShape(transaction, organization) };
    });
  },
};
