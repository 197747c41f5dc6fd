/**
 * RemoveUserFromGroup. A user that is not in the group is no error. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireEntity } from "../store/entities.ts";
import { removeFromGroup, requireUser } from "../store/users.ts";
import { requireExistingUserName, requireGroupName } from "../validation.ts";

export const removeUserFromGroup: IamOperation<"RemoveUserFromGroup"> = {
  access: (input, context) => namedAccess("RemoveUserFromGroup", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    requireExistingUserName(input.UserName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const group = requireEntity(transaction, accountId, "group", input.GroupName);
      removeFromGroup(transaction, accountId, requireUser(transaction, accountId, input.UserName), group);
    });
    return {};
  },
};
