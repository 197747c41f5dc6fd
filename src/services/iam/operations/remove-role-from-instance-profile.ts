/**
 * RemoveRoleFromInstanceProfile. @throws ValidationError; NoSuchEntity when there is no such profile or the role is not in it
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html
 */
import { namedAccess } from "../access.ts";
import { roleNotFound } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { requireInstanceProfile, setProfileRole } from "../store/instance-profiles.ts";
import { fold } from "../store/records.ts";
import { requireInstanceProfileName, requireRoleName } from "../validation.ts";

export const removeRoleFromInstanceProfile: IamOperation<"RemoveRoleFromInstanceProfile"> = {
  access: (input, context) =>
    namedAccess("RemoveRoleFromInstanceProfile", context, {
      kind: "instance-profile",
      name: input.InstanceProfileName,
    }),
  async handle(input, context, iam) {
    requireInstanceProfileName(input.InstanceProfileName);
    requireRoleName(input.RoleName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const profile = requireInstanceProfile(transaction, accountId, input.InstanceProfileName);
      if (profile.role !== fold(input.RoleName)) throw roleNotFound(input.RoleName);
      setProfileRole(transaction, accountId, profile, undefined);
    });
    return {};
  },
};
