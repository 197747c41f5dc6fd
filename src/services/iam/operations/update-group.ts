/**
 * UpdateGroup. Renames a group or moves it to another path. @throws ValidationError; NoSuchEntity; EntityAlreadyExists
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { requireEntity } from "../store/entities.ts";
import { renameGroup } from "../store/users.ts";
import { requireGroupName, requirePath } from "../validation.ts";

export const updateGroup: IamOperation<"UpdateGroup"> = {
  access: (input, context) => {
    const { GroupName: name, NewGroupName = name, NewPath } = input;
    // AWS: a rename needs the permission on the group as it is and as it will be (API reference, UpdateGroup).
    return [
      ...namedAccess("UpdateGroup", context, { kind: "group", name }),
      ...(input.NewGroupName === undefined && NewPath === undefined
        ? []
        : namedAccess("UpdateGroup", context, { kind: "group", name: NewGroupName, path: NewPath })),
    ];
  },
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    requirePath(input.NewPath, "newPath");
    requireGroupName(input.NewGroupName, "newGroupName");
    await iam.records.transact((transaction) => {
      const group = requireEntity(transaction, context.accountId, "group", input.GroupName);
      const renamed = { name: input.NewGroupName ?? group.name, path: input.NewPath ?? group.path };
      renameGroup(transaction, context.accountId, group, renamed);
    });
    return {};
  },
};
