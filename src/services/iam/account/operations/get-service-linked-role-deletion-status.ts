/**
 * GetServiceLinkedRoleDeletionStatus: SUCCEEDED for every task there is. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html
 */
import { namedAccess } from "../../access.ts";
import { noSuchEntity } from "../../errors.ts";
import { lengthWithin, requireValid } from "../../validation.ts";
import { roleDeletionKey } from "../records.ts";
import type { IamOperation } from "../../iam.ts";

export const getServiceLinkedRoleDeletionStatus: IamOperation<"GetServiceLinkedRoleDeletionStatus"> = {
  validate: (input) => requireValid(lengthWithin("deletionTaskId", input.DeletionTaskId, 1, 1000)),
  access: (input, context) => {
    const name = input.DeletionTaskId.split("/").at(-2) ?? "*";
    return namedAccess("GetServiceLinkedRoleDeletionStatus", context, { kind: "role", name });
  },
  async handle(input, { accountId }, iam) {
    const record = await iam.records.get(roleDeletionKey(accountId, input.DeletionTaskId));
    if (record === undefined) throw noSuchEntity(`Deletion task ${input.DeletionTaskId} cannot be found.`);
    return { Status: "SUCCEEDED" };
  },
};
