/**
 * ListPolicies. The account's own policies, then AWS's, each in the order of their names; without tags. @throws ValidationError
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { awsPolicySection, ownPolicySection } from "../policy-listings.ts";
import { listSections, pageOf } from "../pagination.ts";
import { listedPolicy } from "../shapes.ts";
import { oneOf, requirePathPrefix, requireValid } from "../validation.ts";
import type { ManagedPolicy } from "../managed-policy.ts";

export const listPolicies: IamOperation<"ListPolicies"> = {
  access: () => accessTo("ListPolicies", "*"),
  async handle(input, context, iam) {
    requireValid(
      oneOf("scope", input.Scope, ["All", "AWS", "Local"]),
      oneOf("policyUsageFilter", input.PolicyUsageFilter, ["PermissionsPolicy", "PermissionsBoundary"]),
    );
    requirePathPrefix(input.PathPrefix);
    const asked = pageOf(input);
    const { accountId } = context;
    const isWanted = (policy: ManagedPolicy): boolean => {
      if (!policy.path.startsWith(input.PathPrefix ?? "/")) return false;
      const isPermission = policy.attachmentCount > 0;
      const isBoundary = policy.boundaryCount > 0;
      if (input.PolicyUsageFilter === "PermissionsPolicy") return isPermission;
      if (input.PolicyUsageFilter === "PermissionsBoundary") return isBoundary;
      return input.OnlyAttached !== true || isPermission || isBoundary;
    };
    const aws = await iam.awsPolicies();
    const { items, page } = await iam.records.read((reader) => {
      const place = { reader, aws, accountId };
      const sections = [
        ...(input.Scope === "AWS" ? [] : [ownPolicySection(place, isWanted)]),
        ...(input.Scope === "Local" ? [] : [awsPolicySection(place, isWanted)]),
      ];
      return listSections(sections, asked);
    });
    return { Policies: items.map(listedPolicy), ...page };
  },
};
