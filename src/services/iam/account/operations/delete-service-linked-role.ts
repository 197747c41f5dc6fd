/**
 * DeleteServiceLinkedRole. The answer names a task, which is over by then. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
 */
import { namedAccess } from "../../access.ts";
import { requireRoleName } from "../../validation.ts";
import { deleteLinkedRole } from "../service-linked-roles.ts";
import type { IamOperation } from "../../iam.ts";

export const deleteServiceLinkedRole: IamOperation<"DeleteServiceLinkedRole"> = {
  validate: (input) => requireRoleName(input.RoleName),
  access: (input, context) => namedAccess("DeleteServiceLinkedRole", context, { kind: "role", name: input.RoleName }),
  async handle(input, { accountId }, iam) {
    const deletion = { roleName: input.RoleName, taskUuid: iam.runtime.ids.uuid() };
    const DeletionTaskId = await iam.records.transact((transaction) =>
      deleteLinkedRole(transaction, accountId, deletion),
    );
    return { DeletionTaskId };
  },
};
