/**
 * DeleteUser. @throws ValidationError; NoSuchEntity; DeleteConflict while the user has policies, keys, groups or
 * anything to sign in with (the order of these is assumed)
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html
 */
import { userBelonging } from "../account/user-belongings.ts";
import { namedAccess } from "../access.ts";
import { deleteConflict } from "../errors.ts";
import type { IamOperation } from "../iam.ts";
import { hasAccessKeys } from "../store/access-keys.ts";
import { unindexLink } from "../store/attachments.ts";
import { removeUser, requireUser } from "../store/users.ts";
import { requireExistingUserName } from "../validation.ts";

export const deleteUser: IamOperation<"DeleteUser"> = {
  access: (input, context) => namedAccess("DeleteUser", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const user = requireUser(transaction, accountId, input.UserName);
      const { attached, inline, groups, boundaryArn, name } = user;
      if (attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (inline.length > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      if (hasAccessKeys(transaction, accountId, user.id))
        throw deleteConflict("Cannot delete entity, must delete access keys first.");
      if (groups.length > 0) throw deleteConflict("Cannot delete entity, must remove users from group first.");
      const belonging = userBelonging(transaction, accountId, user);
      if (belonging !== undefined) throw deleteConflict(belonging);
      // AWS: a boundary is no hindrance; it goes with the user.
      if (boundaryArn !== undefined)
        unindexLink(transaction, accountId, { use: "boundary", policyArn: boundaryArn, kind: "user", name });
      removeUser(transaction, accountId, user);
    });
    return {};
  },
};
