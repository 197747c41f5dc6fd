/**
 * PutUserPermissionsBoundary. @throws ValidationError; NoSuchEntity; PolicyNotAttachable
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
 */
import { boundaryConditions, namedAccess } from "../access.ts";
import { putBoundary } from "../attached-policies.ts";
import type { IamOperation } from "../iam.ts";

export const putUserPermissionsBoundary: IamOperation<"PutUserPermissionsBoundary"> = {
  access: (input, context) =>
    namedAccess(
      "PutUserPermissionsBoundary",
      context,
      { kind: "user", name: input.UserName },
      boundaryConditions(input.PermissionsBoundary),
    ),
  async handle(input, context, iam) {
    await putBoundary(iam, context, { kind: "user", name: input.UserName }, input.PermissionsBoundary);
    return {};
  },
};
