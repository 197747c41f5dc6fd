/**
 * AddRoleToInstanceProfile. @throws ValidationError; NoSuchEntity; UnmodifiableEntity; LimitExceeded when the profile has a role. Giving a role
 * to machines is passing it: the caller needs `iam:PassRole` too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 */
import { namedAccess } from "../access.ts";
import { requireModifiable } from "../entity-ref.ts";
import { quotaExceeded } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { requireInstanceProfile, setProfileRole } from "../store/instance-profiles.ts";
import { requireInstanceProfileName, requireRoleName } from "../validation.ts";

export const addRoleToInstanceProfile: IamOperation<"AddRoleToInstanceProfile"> = {
  access: (input, context) => [
    ...namedAccess("AddRoleToInstanceProfile", context, { kind: "instance-profile", name: input.InstanceProfileName }),
    // That the service is named is assumed: policies for machines are written with it.
    ...namedAccess(
      "PassRole",
      context,
      { kind: "role", name: input.RoleName },
      { "iam:PassedToService": "ec2.amazonaws.com" },
    ),
  ],
  async handle(input, context, iam) {
    requireInstanceProfileName(input.InstanceProfileName);
    requireRoleName(input.RoleName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const profile = requireInstanceProfile(transaction, accountId, input.InstanceProfileName);
      const role = requireModifiable(transaction, accountId, { kind: "role", name: input.RoleName });
      if (profile.role !== undefined) throw quotaExceeded("InstanceSessionsPerInstanceProfile", 1);
      setProfileRole(transaction, accountId, profile, role.name);
    });
    return {};
  },
};
