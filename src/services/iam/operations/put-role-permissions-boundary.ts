/**
 * PutRolePermissionsBoundary. @throws ValidationError; NoSuchEntity; UnmodifiableEntity; PolicyNotAttachable
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
 */
import { boundaryConditions, namedAccess } from "../access.ts";
import { putBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const putRolePermissionsBoundary: IamOperation<"PutRolePermissionsBoundary"> = {
  access: (input, context) =>
    namedAccess(
      "PutRolePermissionsBoundary",
      context,
      { kind: "role", name: input.RoleName },
      boundaryConditions(input.PermissionsBoundary),
    ),
  async handle(input, context, iam) {
    await putBoundary(iam, context, { kind: "role", name: input.RoleName }, input.PermissionsBoundary);
    return {};
  },
};
