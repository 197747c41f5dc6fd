/**
 * DeleteUserPermissionsBoundary. @throws ValidationError; NoSuchEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html
 */
import { namedAccess } from "../access.ts";
import { putBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const deleteUserPermissionsBoundary: IamOperation<"DeleteUserPermissionsBoundary"> = {
  access: (input, context) =>
    namedAccess("DeleteUserPermissionsBoundary", context, { kind: "user", name: input.UserName }),
  async handle(input, context, iam) {
    await putBoundary(iam, context, { kind: "user", name: input.UserName }, undefined);
    return {};
  },
};
