/**
 * CreateGroup. @throws ValidationError; EntityAlreadyExists; LimitExceeded
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { groupShape } from "../shapes.ts";
import { addEntity } from "../store/entities.ts";
import type { GroupRecord } from "../store/records.ts";
import { newUniqueId } from "../unique-ids.ts";
import { requireGroupName, requirePath } from "../validation.ts";

export const createGroup: IamOperation<"CreateGroup"> = {
  access: (input, context) =>
    namedAccess("CreateGroup", context, { kind: "group", name: input.GroupName, path: input.Path }),
  async handle(input, context, iam) {
    requireGroupName(input.GroupName);
    requirePath(input.Path);
    const group: GroupRecord = {
      id: newUniqueId("group", iam.runtime.ids),
      name: input.GroupName,
      path: input.Path ?? "/",
      createdMs: context.nowMs,
      attached: [],
      inline: [],
    };
    await iam.records.transact((transaction) => addEntity(transaction, context.accountId, "group", group));
    return { Group: groupShape(context.accountId, group) };
  },
};
