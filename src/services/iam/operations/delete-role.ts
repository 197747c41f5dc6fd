/**
 * DeleteRole. @throws ValidationError; NoSuchEntity; UnmodifiableEntity; DeleteConflict while the role has policies or is in an
 * instance profile (the order of these is assumed)
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html
 */
import { namedAccess } from "../access.ts";
import { requireModifiable } from "../entity-ref.ts";
import { deleteConflict } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { removeRole } from "../store/roles.ts";
import { isInProfile } from "../store/instance-profiles.ts";
import { requireRoleName } from "../validation.ts";

export const deleteRole: IamOperation<"DeleteRole"> = {
  access: (input, context) => namedAccess("DeleteRole", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    requireRoleName(input.RoleName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const role = requireModifiable(transaction, accountId, { kind: "role", name: input.RoleName });
      if (isInProfile(transaction, accountId, role.name))
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      if (role.attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (role.inline.length > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      removeRole(transaction, accountId, role);
    });
    return {};
  },
};
