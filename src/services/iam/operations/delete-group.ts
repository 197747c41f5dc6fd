/**
 * DeleteGroup. @throws ValidationError; NoSuchEntity; DeleteConflict while the group has users or policies (the order of these is assumed)
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html
 */
import { namedAccess } from "../access.ts";
import { deleteConflict } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { removeEntity, requireEntity } from "../store/entities.ts";
import { hasMembers } from "../store/users.ts";
import { requireGroupName } from "../validation.ts";

export const deleteGroup: IamOperation<"DeleteGroup"> = {
  access: (input, context) => namedAccess("DeleteGroup", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const group = requireEntity(transaction, accountId, "group", input.GroupName);
      if (group.attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (group.inline.length > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      if (hasMembers(transaction, accountId, group))
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      removeEntity(transaction, accountId, "group", group.name);
    });
    return {};
  },
};
