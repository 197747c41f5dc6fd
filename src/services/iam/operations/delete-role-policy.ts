/**
 * DeleteRolePolicy. @throws ValidationError; NoSuchEntity; UnmodifiableEntity
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
 */
import { namedAccess } from "../access.ts";
import type { IamOperation } from "../iam.ts";
import { deleteInlinePolicy } from "../inline-policies.ts";

export const deleteRolePolicy: IamOperation<"DeleteRolePolicy"> = {
  access: (input, context) => namedAccess("DeleteRolePolicy", context, { kind: "role", name: input.RoleName }),
  async handle(input, context, iam) {
    await deleteInlinePolicy(iam, context, { kind: "role", name: input.RoleName }, input.PolicyName);
    return {};
  },
};
