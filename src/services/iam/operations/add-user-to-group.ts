/**
 * AddUserToGroup. A user that is in the group already stays in it. @throws ValidationError; NoSuchEntity; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireEntity } from "../store/entities.ts";
import { addToGroup, requireUser } from "../store/users.ts";
import { requireExistingUserName, requireGroupName } from "../validation.ts";

export const addUserToGroup: IamOperation<"AddUserToGroup"> = {
  access: (input, context) => namedAccess("AddUserToGroup", context, { kind: "group", name: input.GroupName }),
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    requireExistingUserName(input.UserName);
    const { accountId } = context;
    await iam.records.transact((transaction) => {
      const group = requireEntity(transaction, accountId, "group", input.GroupName);
      addToGroup(transaction, accountId, requireUser(transaction, accountId, input.UserName), group);
    });
    return {};
  },
};
