/**
 * DeleteInstanceProfile. @throws ValidationError; NoSuchEntity; DeleteConflict while it has a role
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html
 */
import { namedAccess } from "../access.ts";
import { deleteConflict } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { removeInstanceProfile, requireInstanceProfile } from "../store/instance-profiles.ts";
import { requireInstanceProfileName } from "../validation.ts";

export const deleteInstanceProfile: IamOperation<"DeleteInstanceProfile"> = {
  access: (input, context) =>
    namedAccess("DeleteInstanceProfile", context, { kind: "instance-profile", name: input.InstanceProfileName }),
  async handle(input, context, iam) {
    requireInstanceProfileName(input.InstanceProfileName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const profile = requireInstanceProfile(transaction, accountId, input.InstanceProfileName);
      if (profile.role !== undefined)
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      removeInstanceProfile(transaction, accountId, profile);
    });
    return {};
  },
};
