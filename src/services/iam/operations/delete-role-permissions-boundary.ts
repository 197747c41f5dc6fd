/**
 * DeleteRolePermissionsBoundary. @throws ValidationError; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html
 */
import { namedAccess } from "../access.ts";
import { putBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const deleteRolePermissionsBoundary: IamOperation<"DeleteRolePermissionsBoundary"> = {
  access: (input, context) =>
    namedAccess("DeleteRolePermissionsBoundary", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    await putBoundary(iam, context, { kind: "role", name: input.RoleName }, undefined);
    return {};
  },
};
