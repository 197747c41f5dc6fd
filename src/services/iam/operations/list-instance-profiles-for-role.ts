/**
 * ListInstanceProfilesForRole. In the order of their names; without tags. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { pageOf } from "../pagination.ts";
import { listedInstanceProfile } from "../shapes.ts";
import { requireEntity } from "../store/entities.ts";
import { listProfilesOfRole } from "../store/instance-profiles.ts";
import { withShownTrust } from "../trust-policy.ts";
import { requireRoleName } from "../validation.ts";

export const listInstanceProfilesForRole: IamOperation<"ListInstanceProfilesForRole"> = {
  access: (input, context) =>
    namedAccess("ListInstanceProfilesForRole", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    const asked = pageOf(input);
    const { accountId } = context;
    return iam.records.read((reader) => {
      const role = withShownTrust(reader, requireEntity(reader, accountId, "role", input.RoleName));
      const { items, page } = listProfilesOfRole(reader, accountId, role.name, asked);
      return { InstanceProfiles: items.map((profile) => listedInstanceProfile(accountId, profile, role)), ...page };
    });
  },
};
