/**
 * ListEntitiesForPolicy. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html
 */
import { accessTo } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireManagedPolicy } from "../managed-policy.ts";
import { usersOfPolicy } from "../policy-listings.ts";
import { listSections, pageOf } from "../pagination.ts";
import { oneOf, requireArn, requirePathPrefix, requireValid } from "../validation.ts";

export const listEntitiesForPolicy: IamOperation<"ListEntitiesForPolicy"> = {
  access: (input) => accessTo("ListEntitiesForPolicy", input.PolicyArn),
  async handle(input, context, iam) {
    requireArn(input.PolicyArn);
    requireValid(
      oneOf("entityFilter", input.EntityFilter, ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]),
      oneOf("policyUsageFilter", input.PolicyUsageFilter, ["PermissionsPolicy", "PermissionsBoundary"]),
    );
    requirePathPrefix(input.PathPrefix);
    const asked = pageOf(input);
    const { accountId } = context;
    const aws = await iam.awsPolicies();
    const { items, page } = await iam.records.read((reader) => {
      requireManagedPolicy({ reader, aws, accountId }, input.PolicyArn);
      return listSections(usersOfPolicy(reader, accountId, input), asked);
    });
    const of = (kind: string): typeof items => items.filter((item) => item.kind === kind);
    return {
      PolicyGroups: of("group").map(({ name, id }) => ({ GroupName: name, GroupId: id })),
      PolicyUsers: of("user").map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: of("role").map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      ...page,
    };
  },
};
