/**
 * UpdateUser. Renames a user or moves it to another path. @throws ValidationError; NoSuchEntity; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { renameUser, requireUser } from "../store/users.ts";
import { requireExistingUserName, requirePath, requireUserName } from "../validation.ts";

export const updateUser: IamOperation<"UpdateUser"> = {
  access: (input, context) => {
    const { UserName: name, NewUserName = name, NewPath } = input;
    // AWS: a rename needs the permission on the user as it is and as it will be (API reference, UpdateUser).
    return [
      ...namedAccess("UpdateUser", context, { kind: "user", name }),
      ...(input.NewUserName === undefined && NewPath === undefined
        ? []
        : namedAccess("UpdateUser", context, { kind: "user", name: NewUserName, path: NewPath })),
    ];
  },
  async handle(input, context, iam) {
    requireExistingUserName(input.UserName);
    requirePath(input.NewPath, "newPath");
    requireUserName(input.NewUserName, "newUserName");
    await iam.records.transact((transaction) => {
      const user = requireUser(transaction, context.accountId, input.UserName);
      const renamed = { name: input.NewUserName ?? user.name, path: input.NewPath ?? user.path };
      renameUser(transaction, context.accountId, user, renamed);
    });
    return {};
  },
};
